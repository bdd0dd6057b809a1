import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type RunningProcess, running, type ServeReport } from "../../support/paynamed-process.ts";
import type { Target } from "./probe-messages.ts";

/** A paynamed that is killed and started again on its data and its addresses. */
export interface Instance {
  /** Where it answers queries. */
  readonly target: Target;
  readonly admin: Target;
  /** The admin token, if its first start made it. */
  readonly token: string | null;
  /** What it logged, over all its starts. */
  readonly log: () => string;
  readonly signal: (name: "SIGSTOP" | "SIGCONT") => void;
  /** Ends it by a signal; resolves when it is gone. */
  readonly end: (name: "SIGTERM" | "SIGKILL") => Promise<void>;
  /** Starts it again; resolves when it answers. */
  readonly start: () => Promise<void>;
  /** Removes the snapshots from its disk. */
  readonly forget: () => void;
}

export interface InstanceSetup {
  /** Its own folder. */
  readonly data: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where it answers queries; a port of the system's choice if it is left out. */
  readonly target?: Target | undefined;
}

const addressOf = ({ host, port }: Target): string => `${host}:${port}`;
const ANYWHERE: Target = { host: "127.0.0.1", port: 0 };

export async function startInstance({ data, environment, target }: InstanceSetup): Promise<Instance> {
  mkdirSync(data, { recursive: true });
  let past = "";
  let serving: RunningProcess<ServeReport>;
  const run = async (dns: Target, admin: Target): Promise<void> => {
    const addresses = ["--listen", addressOf(dns), "--admin", addressOf(admin)];
    serving = await running<ServeReport>(["serve", "--json", "--data", data, ...addresses], environment);
  };
  await run(target ?? ANYWHERE, ANYWHERE);
  const { dns, admin, mintedToken: token } = serving!.report;
  const bound = dns.find(({ transport }) => transport === "udp")!;
  return {
    target: bound,
    admin,
    token,
    log: () => past + serving.log(),
    signal: (name) => void serving.child.kill(name),
    end: async (name) => {
      // A process that stands still does not hear of its end.
      serving.child.kill("SIGCONT");
      serving.child.kill(name);
      await serving.ended;
    },
    start: () => {
      past += serving.log();
      return run(bound, admin);
    },
    forget: () => rmSync(join(data, "snapshots"), { recursive: true }),
  };
}
