import { describe, expect, test } from "vitest";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { NOW, openApi, openStore, pathOf, URI, ZONE } from "./support.ts";

describe("names that not every wallet resolves", () => {
  const label = (length: number): string => "a".repeat(length);

  test.each([
    ["alice", []],
    ["a", []],
    ["xn--bcher-kva", []],
    ["a-b", []],
    [label(63), []],
    ["send.some", [["name-not-one-label", ["lexe"]]]],
    ["a_b", [["name-not-one-label", ["lexe"]]]],
    ["-a", [["name-not-one-label", ["lexe"]]]],
    ["a-", [["name-not-one-label", ["lexe"]]]],
    [
      `${label(63)}.a`,
      [
        ["name-not-one-label", ["lexe"]],
        ["name-long-user", ["breez", "breez-liquid", "lexe"]],
      ],
    ],
  ])("%s: %j", async (user, expected) => {
    const { register, call } = await openApi();
    const response = await register(`${user}@example.com`);
    expect(response.statusCode).toBe(201);
    const { warnings } = response.json<{
      warnings: { code: string; pointer: string; readers: string[] }[];
    }>();
    expect(warnings.map(({ code, readers }) => [code, readers])).toEqual(expected);
    expect(warnings.every(({ pointer }) => pointer === "/name")).toBe(true);

    await call("DELETE", pathOf(`${user}@example.com`));
    const put = await call("PUT", pathOf(`${user}@example.com`), { uri: URI });
    expect(put.json()).toMatchObject({ warnings: expected.map(([code]) => ({ code, pointer: "" })) });
    // What is replaced has been told of before.
    const again = await call("PUT", pathOf(`${user}@example.com`), { uri: URI });
    expect(again.json()).toMatchObject({ warnings: [] });
  });

  test("are told of when one that has expired is made anew", async () => {
    let now = NOW;
    const { register, call } = await openApi({ now: () => now });
    await register("sendsome@example.com");
    await register("send.some@example.com", { expiresAt: NOW + 60 });
    now = NOW + 60;
    const { warnings } = (await call("PUT", pathOf("send.some@example.com"), { uri: URI })).json();
    expect(warnings).toMatchObject([{ code: "name-not-one-label" }, { code: "name-similar" }]);
  });

  test.each([
    [63, []],
    [64, ["name-long-domain"]],
  ])("a domain of %d characters", async (length, expected) => {
    const domain = `${label(length - 12)}.example.com`;
    const store = await openStore({ empty: true });
    await store.createZone(zoneConfig({ ...ZONE, domain }));
    const { register } = await openApi({ store });
    const { warnings } = (await register(`alice@${domain}`)).json<{ warnings: { code: string }[] }>();
    expect(warnings.map(({ code }) => code)).toEqual(expected);
  });
});

describe("names that differ by dots, hyphens and underscores only", () => {
  test("are warned of, and registered", async () => {
    const { register } = await openApi();
    await register("send.some@example.com");
    const response = await register("sendsome@example.com");
    expect(response.statusCode).toBe(201);
    const { warnings } = response.json<{ warnings: { detail: string }[] }>();
    expect(warnings).toMatchObject([{ code: "name-similar", pointer: "/name", readers: [] }]);
    expect(warnings[0]!.detail).toContain("send.some@example.com");
  });

  test("are named, up to five of them", async () => {
    const { as, register } = await openApi();
    const users = ["a.bcd", "ab.cd", "abc.d", "a-bcd", "ab-cd", "abc-d", "a_bcd"];
    for (const user of users) expect((await register(`${user}@example.com`)).statusCode).toBe(201);
    const { warnings } = (await as("first").register("abcd@example.com")).json();
    const named = String(warnings[0].detail).match(/a[._-]?b[._-]?c[._-]?d@example\.com/g);
    expect(named).toHaveLength(5);
  });

  test("are not told of by a PUT that replaces, and are by one that makes the name", async () => {
    const { register, call } = await openApi();
    await register("sendsome@example.com");
    const path = pathOf("send-some@example.com");
    expect((await call("PUT", path, { uri: URI })).json()).toMatchObject({
      warnings: [{ code: "name-similar", pointer: "" }],
    });
    expect((await call("PUT", path, { uri: URI })).json()).toMatchObject({ warnings: [] });
  });

  test("of another domain are others", async () => {
    const { register, store } = await openApi();
    await store.createZone(zoneConfig({ ...ZONE, domain: "example.org" }));
    await register("send.some@example.com");
    expect((await register("sendsome@example.org")).json()).toMatchObject({ warnings: [] });
  });
});
