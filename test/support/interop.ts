import { createSocket } from "node:dgram";
import { describe, test } from "vitest";
import { hasCommand } from "./foreign-process.ts";

/** Whether this process may listen on a port that is reserved to root elsewhere. */
const mayBind = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    // Another test file may ask the same at the same moment: that is no reason to skip.
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    const done = (bound: boolean): void => {
      socket.close();
      resolve(bound);
    };
    socket.once("error", () => done(false));
    socket.bind(port, "127.255.255.53", () => done(true));
  });

/** What is missing here for tests against foreign software, in words; empty where nothing is. */
export async function missing(commands: readonly string[]): Promise<string[]> {
  const absent = commands.filter((command) => !hasCommand(command));
  return [
    ...absent.map((command) => `${command} is not installed (npm run test:setup)`),
    ...((await mayBind(53)) ? [] : ["port 53 needs root"]),
  ];
}

/**
 * A `describe` for tests that need foreign programs and port 53. Where something is missing it is skipped, with the reason
 * in its title; with CI=true it fails.
 */
export async function describeInterop(
  title: string,
  commands: readonly string[],
  body: () => void,
): Promise<void> {
  const reasons = await missing(commands);
  if (reasons.length === 0) {
    describe(title, body);
  } else if (process.env["CI"] === "true") {
    describe(title, () => {
      test("has what it needs", () => {
        throw new Error(reasons.join("; "));
      });
    });
  } else {
    describe.skip(`${title} (skipped: ${reasons.join("; ")})`, body);
  }
}

/** What `startChain` runs. */
export const CHAIN_COMMANDS = [
  "nsd",
  "unbound",
  "dig",
  "delv",
  "dnssec-keygen",
  "dnssec-signzone",
  "dnssec-dsfromkey",
];
