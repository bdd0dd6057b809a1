import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import type { Surroundings } from "../../../src/cli/surroundings.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly type: string | undefined;
  /** Parsed, or undefined where there was none. */
  readonly body: unknown;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Ran extends Ended {
  /** What the API was asked, in order. */
  readonly seen: readonly Seen[];
}

const unasked = (): never => {
  throw new Error("this command has no business with it");
};

/** Runs a command in this process, in which there is nothing but what is given. */
export async function runIn(given: Partial<Surroundings>, args: readonly string[]): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  const code = await runProgram(
    {
      version: "0",
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      octets: { input: unasked, output: unasked },
      terminal: () => undefined,
      now: unasked,
      monotonic: unasked,
      client: unasked,
      serve: unasked,
      serveAlone: unasked,
      openStore: unasked,
      untilSignal: unasked,
      ...given,
    },
    args,
  );
  return { code, stdout, stderr };
}

/** Runs a command in this process against an API that gives these answers, one after the other; undefined is a 204. */
export async function run(
  args: readonly string[],
  ...answers: readonly (object | undefined)[]
): Promise<Ran> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    const { method, url, headers } = request;
    const answer = answers[seen.length];
    seen.push({
      method,
      url,
      type: headers["content-type"],
      body: text === "" ? undefined : JSON.parse(text),
    });
    if (answer === undefined) response.writeHead(204).end();
    else response.writeHead("status" in answer ? Number(answer.status) : 200).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const client = () => ({ api: `http://127.0.0.1:${port}`, token: "secret", tokenFile: undefined });
  return { ...(await runIn({ client }, args)), seen };
}
