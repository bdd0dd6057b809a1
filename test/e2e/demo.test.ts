import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Demonstration } from "../../src/cli/demo-text.ts";
import { paynamed, running } from "../support/paynamed-process.ts";

let directory: string;
const closing: (() => Promise<unknown> | unknown)[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-demo-"));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true });
});

/** A TCP port of 127.0.0.1 that is taken. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe("demo", () => {
  const check = (...args: string[]) =>
    paynamed(["demo", "--once", "--port", "0", "--admin-port", "0", "--data", directory, ...args]);

  test("verifies its own answer and says how to ask for it", async () => {
    const { code, stdout, stderr } = await check();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/alice\.user\._bitcoin-payment\.example\.com\. 300 IN TXT "bitcoin:\?lno=lno1/);
    expect(stdout).toMatch(/^verified: RRSIG by key \d+, valid until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/m);
    expect(stdout).toMatch(/^ {2}_bitcoin-payment\.example\.com\. 3600 IN DS \d+ 13 2 [0-9A-F]{64}$/m);
    for (const command of ["dig", "delv", "curl"])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
  });

  test("keeps its keys, its names and its token; its files are its owner's", async () => {
    const [first, second] = [await check("--json"), await check("--json")].map(
      ({ stdout }) => JSON.parse(stdout) as Demonstration,
    );
    expect(second!.ds).toEqual(first!.ds);
    expect(second!.token).toBe(first!.token);
    expect(second!.verified.keyTag).toBe(first!.verified.keyTag);
    expect(second!.answer).toEqual(first!.answer);
    expect(statSync(first!.tokenFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(first!.tokenFile, "utf8").trim()).toBe(first!.token);
  });

  test("touches nothing in a folder whose token it does not have", async () => {
    const first = JSON.parse((await check("--json")).stdout) as Demonstration;
    rmSync(first.tokenFile);
    const digest = join(dirname(first.tokenFile), "admin-token");
    const before = readFileSync(digest, "utf8");
    const { code, stderr } = await check();
    expect(code).toBe(1);
    expect(stderr).toContain("but not the demo's token");
    expect(readFileSync(digest, "utf8")).toBe(before);
  });

  test.each([
    ["--port", "DNS"],
    ["--admin-port", "the admin API"],
  ])("names a taken %s", async (flag, whose) => {
    const port = await takenPort();
    const { code, stdout, stderr } = await check(flag, `${port}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(`^paynamed: 127\\.0\\.0\\.1:${port} is taken by another program: ${whose} cannot .*\\n`),
    );
    expect(stderr).toContain(`choose another with ${flag} NUMBER`);
  });

  test("takes nothing from the environment", async () => {
    const args = ["demo", "--once", "--json", "--port", "0", "--admin-port", "0", "--data", directory];
    const { code } = await paynamed(args, {
      PAYNAMED_CONFIG: "/nowhere",
      PAYNAMED_ADMIN_TOKEN_FILE: "/nowhere",
    });
    expect(code).toBe(0);
  });

  test("goes on until a signal ends it", async () => {
    const args = ["demo", "--json", "--port", "0", "--admin-port", "0", "--data", directory];
    const { child, ended } = await running<Demonstration>(args);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  });
});
