import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXAMPLE_ZONE } from "../support/admin-api.ts";
import { type RunningProcess, running, type ServeReport, serving } from "../support/paynamed-process.ts";

let directory: string;
const closing: (() => Promise<unknown> | unknown)[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-serve-"));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true });
});

describe("serve and signals", () => {
  const BODY = JSON.stringify(EXAMPLE_ZONE);

  /** A registration whose head has arrived and whose body has not. */
  async function underWay({ admin, mintedToken }: ServeReport): Promise<Socket> {
    const socket = connect(admin.port, admin.host).setEncoding("latin1");
    closing.push(() => socket.destroy());
    socket.write(
      [
        "POST /v1/zones HTTP/1.1",
        "Host: paynamed",
        `Authorization: Bearer ${mintedToken}`,
        "Content-Type: application/json",
        `Content-Length: ${BODY.length}`,
        "Expect: 100-continue",
        "\r\n",
      ].join("\r\n"),
    );
    const [text] = await once(socket, "data");
    expect(text).toMatch(/^HTTP\/1\.1 100 /);
    return socket;
  }

  /** Resolves when the server takes no connections any more. */
  async function refusing({ admin }: ServeReport): Promise<void> {
    for (;;) {
      const socket = connect(admin.port, admin.host);
      const isRefused = await once(socket, "connect").then(
        () => false,
        () => true,
      );
      socket.destroy();
      if (isRefused) return;
      await delay(10);
    }
  }

  async function start(): Promise<RunningProcess<ServeReport>> {
    const server = await serving(directory);
    closing.push(() => server.child.kill("SIGKILL"));
    return server;
  }

  test.each(["SIGTERM", "SIGINT"] as const)("%s lets a request under way come to its end", async (signal) => {
    const { child, ended, report } = await start();
    const socket = await underWay(report);
    child.kill(signal);
    // As npm does it, on top of the terminal.
    child.kill(signal);
    await refusing(report);
    const answer = socket.toArray();
    socket.write(BODY);
    expect((await answer).join("")).toMatch(/^HTTP\/1\.1 201 /);
    expect(await ended).toMatchObject({ code: 0 });
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("a second %s ends it at once with %d", async (signal, expected) => {
    const { child, ended, report } = await start();
    await underWay(report);
    child.kill(signal);
    await refusing(report);
    // What comes close behind the first counts as the same.
    const again = setInterval(() => child.kill(signal), 100);
    closing.push(() => clearInterval(again));
    expect(await ended).toMatchObject({ code: expected });
  });

  test("an error that nobody expected is logged and ends it", async () => {
    const fault = "process.on('SIGUSR2', () => { throw new Error('boom') })";
    const args = [
      "serve",
      "--json",
      "--listen",
      "127.0.0.1:0",
      "--admin",
      "127.0.0.1:0",
      "--data",
      directory,
    ];
    const { child, ended } = await running<ServeReport>(args, {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}`,
    });
    child.kill("SIGUSR2");
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    // A line that was on its way comes again, after this one.
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 60, err: expect.objectContaining({ message: "boom" }) }),
    );
  });

  test("the token is shown at the first start alone, on standard output", async () => {
    const args = ["serve", "--listen", "127.0.0.1:0,[::1]:0", "--admin", "127.0.0.1:0", "--data", directory];
    const child = async (): Promise<{ stdout: string; stderr: string }> => {
      const server = await running<ServeReport>([...args, "--json"]);
      server.child.kill("SIGTERM");
      return server.ended;
    };
    const first = await child();
    const { dns, mintedToken } = JSON.parse(first.stdout) as ServeReport;
    expect(dns.map(({ host, transport }) => `${host} ${transport}`)).toEqual([
      "127.0.0.1 tcp",
      "127.0.0.1 udp",
      "::1 tcp",
      "::1 udp",
    ]);
    expect(mintedToken).toMatch(/^[\w-]{43}$/);
    expect(first.stderr).not.toContain(mintedToken);
    const second = await child();
    expect((JSON.parse(second.stdout) as ServeReport).mintedToken).toBeNull();
  });
});
