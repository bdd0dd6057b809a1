import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ZoneView } from "../../src/admin-api/client-types.ts";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { describeInstalled } from "../support/describe-installed.ts";
import { dig } from "../support/dig.ts";
import { withoutEffect } from "../support/effective-settings.ts";
import { run } from "../support/foreign-process.ts";
import type { ServeReport } from "../support/paynamed-process.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
const unit = readFileSync(join(REPOSITORY, "deploy/paynamed.service"), "utf8");
/** Lines `NAME=value`, without comments. */
const assignments = (text: string): [string, string][] =>
  text
    .split("\n")
    .filter((line) => /^\w+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
const values = (name: string): string[] =>
  assignments(unit).flatMap(([key, value]) => (key === name ? [value] : []));

const TRACER = "strace";
const CREDENTIALS = "/run/credentials/paynamed.service";

let directory: string;
let secrets: string;
let path: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-systemd-"));
  secrets = join(directory, "secrets");
  await run(join(REPOSITORY, "deploy/make-secrets.sh"), [secrets]);
  path = join(directory, "paynamed.service");
  writeFileSync(path, unit.replace("/usr/bin/node", process.execPath));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("paynamed.service", () => {
  const example = readFileSync(join(REPOSITORY, "deploy/paynamed.environment"), "utf8");
  const environment = [...values("Environment").flatMap(assignments), ...assignments(example)].map(
    ([name, value]): [string, string] => [name, value.replace("%d", CREDENTIALS).replace("%S", "/var/lib")],
  );

  test("sets what is a setting, each of which changes something", () => {
    const here = environment.map(([name, value]): [string, string] => [
      name,
      value.replace(`${CREDENTIALS}/secrets_`, `${secrets}/`),
    ]);
    expect(withoutEffect(here)).toEqual([]);
  });

  test("shows the server the secrets that make-secrets.sh makes", () => {
    expect(values("LoadCredential")).toEqual(["secrets:/etc/paynamed/secrets"]);
    const made = readdirSync(secrets).map((name) => `${CREDENTIALS}/secrets_${name}`);
    const wanted = environment.map(([, value]) => value).filter((value) => value.startsWith(CREDENTIALS));
    expect(wanted).toHaveLength(3);
    for (const file of wanted) expect(made).toContain(file);
  });

  test("keeps data in the folder that it is given", () => {
    expect(environment).toContainEqual(["PAYNAMED_DATA", `/var/lib/${values("StateDirectory")}`]);
  });
});

describeInstalled(["systemd-analyze"], "systemd", () => {
  test("understands every line of paynamed.service", async () => {
    // What it does not understand it tells on standard error, and passes over.
    const verify = 'systemd-analyze verify --man=no --recursive-errors=no "$0" 2>&1';
    expect(await run("sh", ["-c", verify, path])).toBe("");
  });

  // Tenths: 100 is a service without a sandbox.
  test("finds it exposed to little", async () => {
    const table = await run("systemd-analyze", ["security", "--offline=true", "--threshold=16", path]);
    expect(table).toContain("Overall exposure level for paynamed.service");
  });
});

describeInstalled(["systemd-analyze", TRACER], "under strace", () => {
  /** The system calls of a set of systemd's, or the one call of this name. */
  async function callsOf(name: string): Promise<string[]> {
    if (!name.startsWith("@")) return [name];
    const listed = await run("systemd-analyze", ["syscall-filter", name]);
    const members = listed
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
    return (await Promise.all(members.filter((line) => /^[@\w]/.test(line)).map(callsOf))).flat();
  }

  async function allowedCalls(): Promise<Set<string>> {
    // "@default: … always implicitly allow-listed."
    const allowed = new Set(await callsOf("@default"));
    for (const filter of values("SystemCallFilter")) {
      for (const name of filter.replace("~", "").split(" ")) {
        for (const call of await callsOf(name)) allowed[filter.startsWith("~") ? "delete" : "add"](call);
      }
    }
    return allowed;
  }

  test("the server makes no system call that its filter refuses", async () => {
    const trace = join(directory, "trace");
    const command = [process.execPath, join(REPOSITORY, "src/main.ts"), "serve", "--json"];
    const addresses = [
      "--listen",
      "127.0.0.1:0",
      "--admin",
      "127.0.0.1:0",
      "--data",
      join(directory, "data"),
    ];
    const child = spawn(TRACER, ["-f", "-qq", "-o", trace, ...command, ...addresses], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = once(child, "close");
    const [line] = await once(child.stdout.setEncoding("utf8"), "data");
    const { dns, admin, mintedToken } = JSON.parse(line) as ServeReport;
    const ask = (route: string, body: object) => callApi<ZoneView>(admin, mintedToken!, "POST", route, body);
    expect((await ask("/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    expect((await ask("/v1/names", { name: "alice@example.com", address: ADDRESS })).status).toBe(201);
    const owner = "alice.user._bitcoin-payment.example.com";
    expect((await dig(dns[0]!, owner, "TXT", "+tcp")).status).toBe("NOERROR");
    const [server] = /^\d+/.exec(readFileSync(trace, "latin1"))!;
    process.kill(Number(server), "SIGTERM");
    await ended;

    const lines = [...readFileSync(trace, "latin1").matchAll(/^\d+ +(?:<\.\.\. )?(\w+)[ (]/gm)];
    const allowed = await allowedCalls();
    const calls = new Set(lines.map(([, call]) => call!));
    const refused = [...calls].filter((call) => !allowed.has(call));
    // SQLite gives the file's owner to what it makes beside it, as root alone.
    expect(refused.filter((call) => call !== "fchown" || process.getuid?.() !== 0)).toEqual([]);
  });
});
