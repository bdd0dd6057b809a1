import { describe, expect, test } from "vitest";
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
    expect(stderr).toBe("paynamed: /account: a; /rights/0: b (forbidden)\n");
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
