import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { MintedToken, TokenView } from "../../../src/admin-api/client-types.ts";
import { RIGHTS } from "../../../src/admin-api/rights.ts";
import { run } from "./command-run.ts";

const SHOP: TokenView = {
  name: "shop",
  account: "shops",
  rights: ["profile", "zones"],
  createdAt: "2026-01-01T00:00:00Z",
};
const MADE: MintedToken = { ...SHOP, token: "bWFkZQ" };

describe("token add", () => {
  const args = ["token", "add", "shop", "--account", "shops", "--right", "zones", "--right", "profile"];

  test("prints the token alone, and says on the side that it is shown once", async () => {
    const { code, stdout, stderr, seen } = await run(args, MADE);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "bWFkZQ\n" });
    expect(stderr).toBe("token shop acts for account shops; it is shown this once\n");
    expect(seen).toEqual([
      {
        method: "POST",
        url: "/v1/tokens",
        type: "application/json",
        body: { name: "shop", account: "shops", rights: ["zones", "profile"] },
      },
    ]);
  });

  test("leaves to the server what is not said", async () => {
    const { seen } = await run(["token", "add", "shop"], MADE);
    expect(seen[0]!.body).toEqual({ name: "shop" });
  });

  test("as JSON is one line", async () => {
    const { stdout, stderr } = await run([...args, "--json"], MADE);
    expect([stdout, stderr]).toEqual([`${JSON.stringify(MADE)}\n`, ""]);
  });

  test("has a help that tells every right", async () => {
    const { code, stdout } = await run(["token", "add", "--help"]);
    expect(code).toBe(0);
    for (const right of RIGHTS) expect(stdout).toMatch(new RegExp(`^ {2}${right} +[a-z]`, "m"));
  });

  test("is refused with everything that the maker lacks", async () => {
    const errors = [
      { pointer: "/account", detail: "a" },
      { pointer: "/rights/0", detail: "b" },
    ];
    const problem = { status: 403, code: "forbidden", detail: "see errors", errors };
    const { code, stdout, stderr } = await run(args, problem);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe("paynamed: refused (forbidden)\n  error  /account: a\n  error  /rights/0: b\n");
  });
});

describe("token add --out", () => {
  /** A path at which there is nothing. */
  function place(): string {
    const directory = mkdtempSync(join(tmpdir(), "paynamed-token-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    return join(directory, "shop.token");
  }
  const add = (file: string, answer: object, ...more: string[]) =>
    run(["token", "add", "shop", "--out", file, ...more], answer);

  test("writes the token into a file that is the user's alone, and prints nothing", async () => {
    const file = place();
    const { code, stdout, stderr, seen } = await add(file, MADE);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toBe(`token shop acts for account shops; it is in ${file}, and nowhere else\n`);
    expect(readFileSync(file, "utf8")).toBe("bWFkZQ\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(seen[0]!.body).toEqual({ name: "shop" });
  });

  test("tells programs all but the token", async () => {
    const { stdout, stderr } = await add(place(), MADE, "--json");
    expect([stdout, stderr]).toEqual([`${JSON.stringify(SHOP)}\n`, ""]);
  });

  test("refuses a file that is there, and asks nothing", async () => {
    const file = place();
    writeFileSync(file, "kept");
    const { code, stdout, stderr, seen } = await add(file, MADE);
    expect({ code, stdout, seen }).toEqual({ code: 2, stdout: "", seen: [] });
    expect(stderr).toContain(`${file} is there already`);
    expect(readFileSync(file, "utf8")).toBe("kept");
  });

  test("follows no link to a file that is not there", async () => {
    const file = place();
    symlinkSync(`${file}.elsewhere`, file);
    expect(await add(file, MADE)).toMatchObject({ code: 2, seen: [] });
    expect(existsSync(`${file}.elsewhere`)).toBe(false);
  });

  test("refuses a folder that is not there, and asks nothing", async () => {
    const { code, stderr, seen } = await add(join(place(), "x"), MADE);
    expect({ code, seen }).toEqual({ code: 2, seen: [] });
    expect(stderr).toMatch(/^paynamed: --out: the file cannot be made: ENOENT/);
  });

  test("leaves no file where no token is made", async () => {
    const file = place();
    const { code, stdout, stderr } = await add(file, { status: 409, code: "token-exists", detail: "taken" });
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 1, stdout: "" },
      stderr: "paynamed: taken (token-exists)\n",
    });
    expect(existsSync(file)).toBe(false);
  });
});

test("token ls lists them", async () => {
  const tokens = [SHOP, { ...SHOP, name: "x", rights: [] }];
  const { stdout, seen } = await run(["token", "ls"], { tokens });
  expect(stdout).toBe(
    [
      "NAME  ACCOUNT  CREATED               RIGHTS",
      "shop  shops    2026-01-01T00:00:00Z  profile zones",
      "x     shops    2026-01-01T00:00:00Z",
      "",
    ].join("\n"),
  );
  expect(seen).toEqual([{ method: "GET", url: "/v1/tokens", type: undefined, body: undefined }]);
  expect((await run(["token", "ls", "--json"], { tokens })).stdout).toBe(`${JSON.stringify({ tokens })}\n`);
});

test("token rm removes one", async () => {
  const { code, stdout, stderr, seen } = await run(["token", "rm", "a/b"], undefined);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "token a/b is removed\n" });
  expect(seen).toEqual([{ method: "DELETE", url: "/v1/tokens/a%2Fb", type: undefined, body: undefined }]);
  expect((await run(["token", "rm", "a", "--json"], undefined)).stdout).toBe('{"deleted":"a"}\n');
});
