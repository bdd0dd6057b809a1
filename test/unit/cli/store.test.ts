import { describe, expect, test } from "vitest";
import type { StoreView } from "../../../src/admin-api/client-types.ts";
import { run, runIn } from "./command-run.ts";

const STORE: StoreView = {
  kind: "redis",
  topology: "cluster",
  worth: "second",
  isDurable: false,
  isRequired: false,
  servers: [
    { server: "192.0.2.1:6379", facts: { role: "master", appendfsync: "everysec" } },
    { server: "192.0.2.2:6379", facts: { role: "master", appendfsync: null } },
  ],
  remarks: [
    { code: "fsync-every-second", detail: "192.0.2.1:6379: set appendfsync always" },
    { code: "settings-unreadable", detail: "192.0.2.2:6379: permit CONFIG GET" },
  ],
};

describe("store info", () => {
  test("shows what an acknowledgement is worth, what was read of which server, and what to do", async () => {
    const { code, stdout, stderr, seen } = await run(["store", "info"], STORE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(seen).toMatchObject([{ method: "GET", url: "/v1/store" }]);
    expect(stdout).toBe(`store                     redis, cluster
an acknowledged write is  on the disk within a second
durable                   no
required to be            no
server                    192.0.2.1:6379
  role                    master
  appendfsync             everysec
server                    192.0.2.2:6379
  role                    master
  appendfsync             not known
warning                   192.0.2.1:6379: set appendfsync always
warning                   192.0.2.2:6379: permit CONFIG GET
`);
  });

  test.each<[Partial<StoreView>, RegExp]>([
    [{ kind: "sqlite", topology: null }, /^store +sqlite$/m],
    [{ worth: "disk", isDurable: true }, /^an acknowledged write is +on the disk\ndurable +yes$/m],
    [{ worth: "unknown", isDurable: null }, /^an acknowledged write is +not known\ndurable +not known$/m],
    [{ isRequired: true }, /^required to be +yes$/m],
  ])("of %j says %s", async (changes, line) => {
    expect((await run(["store", "info"], { ...STORE, ...changes })).stdout).toMatch(line);
  });

  test("lets what a server says of itself do nothing to the terminal", async () => {
    const servers = [{ server: "192.0.2.1:6379", facts: { version: "7\u001b[2J\n8" } }];
    const { stdout } = await run(["store", "info"], { ...STORE, servers });
    expect(stdout).toMatch(/^ {2}version +7 \[2J 8$/m);
  });

  test("as JSON is what the API says, on one line", async () => {
    const { stdout } = await run(["store", "info", "--json"], STORE);
    expect(stdout).toBe(`${JSON.stringify(STORE)}\n`);
  });
});

describe("serve", () => {
  const settingsOf = async (...args: readonly string[]) => {
    let given: object | undefined;
    const serve = async (settings: object): Promise<never> => {
      given = settings;
      throw new Error("enough");
    };
    await runIn({ serve, untilSignal: async () => {} }, ["serve", ...args]);
    return given;
  };

  test("hands on that durability is required, and nothing where that is not said", async () => {
    expect(await settingsOf("--require-durable")).toMatchObject({ requireDurable: true });
    expect(await settingsOf()).toHaveProperty("requireDurable", undefined);
  });
});
