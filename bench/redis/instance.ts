import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseName } from "../../src/zone/name-text.ts";
import { queryMessage } from "../../test/support/query-message.ts";
import { udpClient } from "../../test/support/udp-client.ts";
import { freePort } from "../free-port.ts";
import { APEX } from "../names.ts";
import { quiet } from "../process-cpu.ts";
import type { Workspace } from "../workspace.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const TXT = 16;
const TOKEN = "bench";
/** How long a server may take to load a zone, in milliseconds. */
const PATIENCE = 600_000;

/** A server of its own process. */
export interface Instance {
  /** Leads its session. */
  readonly pid: number;
  /** Seconds from its start until `/readyz` said yes, until every name that was waited for was answered, until it was quiet. */
  readonly readySeconds: number;
  readonly answeredSeconds: number;
  readonly quietSeconds: number;
  readonly memory: () => Memory;
  /** Asks the API; resolves to the status. */
  readonly call: (method: string, path: string, body?: object) => Promise<number>;
  /** Whether a name is answered with its record, and signed. */
  readonly answers: (user: string) => Promise<boolean>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly settled: () => Promise<void>;
  /** Its data folder. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

/** Octets. `pss` shares what several processes have among them; `peak` is the most that was resident. */
export interface Memory {
  readonly rss: number;
  readonly pss: number;
  readonly peak: number;
}

/** Starts a server over the store that `environment` names, and waits until it answers for all of `users` and is quiet. */
export async function startInstance(
  workspace: Workspace,
  name: string,
  users: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Instance> {
  const [dns, admin] = [await freePort(), await freePort()];
  const folder = join(workspace.folder, name);
  mkdirSync(folder, { recursive: true });
  const tokenFile = join(workspace.folder, "admin-token.sha256");
  writeFileSync(tokenFile, `${createHash("sha256").update(TOKEN).digest("hex")}\n`);
  const args = ["serve", "--listen", `127.0.0.1:${dns}`, "--admin", `127.0.0.1:${admin}`, "--data", folder];
  const since = performance.now();
  const elapsed = (): number => (performance.now() - since) / 1_000;
  const server = workspace.start({
    program: process.execPath,
    args: [MAIN, ...args, "--log-level", "warn"],
    environment: {
      PAYNAMED_KEY_ENCRYPTION_KEY_FILE: keyFile(workspace),
      PAYNAMED_ADMIN_TOKEN_FILE: tokenFile,
      ...environment,
    },
  });
  const agent = new Agent({ keepAlive: true });
  const client = await udpClient(dns);

  const call = (method: string, path: string, body?: object): Promise<number> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${TOKEN}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
      };
      const options = { host: "127.0.0.1", port: admin, agent, method, path, headers };
      request(options, (response) => response.resume().once("end", () => resolve(response.statusCode ?? 0)))
        .once("error", reject)
        .end(text);
    });
  let id = 0;
  const answers = async (user: string): Promise<boolean> => {
    id = (id + 1) & 0xffff;
    await client.send(query(id, user));
    for (;;) {
      const patience = new AbortController();
      const late = delay(1_000, undefined, { signal: patience.signal }).catch(() => undefined);
      const reply = await Promise.race([client.take(1), late]);
      patience.abort();
      if (reply === undefined) return false;
      const { octets } = reply[0]!;
      // RFC 1035 §4.1.1: the ID, then the RCODE in the low bits of octet 3, and ANCOUNT: TXT and RRSIG.
      if (octets.readUInt16BE(0) === id) return (octets[3]! & 0xf) === 0 && octets.readUInt16BE(6) === 2;
    }
  };
  const until = async (condition: () => Promise<boolean>, pauseMilliseconds: number): Promise<number> => {
    while (!(await condition())) {
      if (server.ended() || performance.now() - since > PATIENCE)
        throw new Error(`${name} does not come up:\n${server.log()}`);
      await delay(pauseMilliseconds);
    }
    return elapsed();
  };

  const readySeconds = await until(
    () =>
      call("GET", "/readyz").then(
        (code) => code === 200,
        () => false,
      ),
    20,
  );
  let answeredSeconds = readySeconds;
  for (const user of users) answeredSeconds = await until(() => answers(user), 20);
  await quiet(server.pid);
  return {
    pid: server.pid,
    readySeconds,
    answeredSeconds,
    quietSeconds: elapsed(),
    memory: () => memoryOf(server.pid),
    call,
    answers,
    signal: (signal) => void process.kill(server.pid, signal),
    settled: () => quiet(server.pid),
    folder,
    stop: async () => {
      agent.destroy();
      await server.stop();
    },
  };
}

/** The key-encryption key that all instances have. */
export function keyFile(workspace: Workspace): string {
  const path = join(workspace.folder, "key-encryption-key");
  writeFileSync(path, `${"5a".repeat(32)}\n`);
  return path;
}

const query = (id: number, user: string): Buffer =>
  Buffer.from(queryMessage(parseName(`${user}.user.${APEX}`), TXT, { id, dnssecOk: true }));

/** proc_pid_smaps(5) and proc_pid_status(5) count in kB, which are 1,024 octets. */
function memoryOf(pid: number): Memory {
  const read = (file: string, field: string): number => {
    const text = readFileSync(`/proc/${pid}/${file}`, "latin1");
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) * 1024;
  };
  return {
    rss: read("smaps_rollup", "Rss"),
    pss: read("smaps_rollup", "Pss"),
    peak: read("status", "VmHWM"),
  };
}
