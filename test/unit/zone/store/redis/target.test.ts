import { describe, expect, test } from "vitest";
import { type RedisAccess, redisTarget, type Target } from "../../../../../src/zone/store/redis/target.ts";

const NOBODY = { username: undefined, password: undefined };
const PLAIN: Target = {
  kind: "server",
  addresses: [{ host: "redis.example.net", port: 6379 }],
  masterName: undefined,
  ...NOBODY,
  sentinel: NOBODY,
  tls: undefined,
};
const at = (...ports: readonly number[]) => ports.map((port, i) => ({ host: `192.0.2.${i + 1}`, port }));

describe("the URL of a Redis", () => {
  test.each<[string, Partial<Target>]>([
    ["redis://redis.example.net", {}],
    ["redis://redis.example.net:6379/0", {}],
    ["redis://redis.example.net/", {}],
    ["redis://[2001:db8::1]:6380", { addresses: [{ host: "2001:db8::1", port: 6380 }] }],
    ["redis://[2001:db8::1]", { addresses: [{ host: "2001:db8::1", port: 6379 }] }],
    ["rediss://redis.example.net", { tls: {} }],
    ["redis://:pa%20ss@redis.example.net", { password: "pa ss" }],
    ["redis://paynamed:pa:ss@redis.example.net", { username: "paynamed", password: "pa:ss" }],
    ["redis://paynamed:p@ss@redis.example.net", { username: "paynamed", password: "p@ss" }],
    ["redis://paynamed@redis.example.net", { username: "paynamed" }],
    [
      "redis+sentinel://192.0.2.1,192.0.2.2:26380/names",
      { kind: "sentinel", addresses: at(26_379, 26_380), masterName: "names" },
    ],
    [
      "rediss+sentinel://u:p@192.0.2.1/my%20names",
      {
        kind: "sentinel",
        addresses: at(26_379),
        masterName: "my names",
        username: "u",
        password: "p",
        tls: {},
      },
    ],
    ["redis+cluster://192.0.2.1:7000,192.0.2.2:7001", { kind: "cluster", addresses: at(7000, 7001) }],
    ["rediss+cluster://:p@192.0.2.1/0", { kind: "cluster", addresses: at(6379), password: "p", tls: {} }],
  ])("%s is read", (url, expected) => {
    expect(redisTarget({ url })).toEqual({ ...PLAIN, ...expected });
  });

  test.each<[string, string]>([
    ["http://redis.example.net", "redis://"],
    ["redis.example.net:6379", "redis://"],
    ["redis://", "redis://"],
    ["redis://redis.example.net?db=3", "redis://"],
    ["redis+unix:///run/redis.sock", "redis://"],
    ["redis://redis.example.net/1", "database 0"],
    ["redis+cluster://192.0.2.1/1", "database 0"],
    ["redis://redis.example.net:0", "host:6379"],
    ["redis://redis.example.net:65536", "host:6379"],
    ["redis://2001:db8::1", "host:6379"],
    ["redis+cluster://192.0.2.1,,192.0.2.2", "host:6379"],
    ["redis://192.0.2.1,192.0.2.2", "redis+sentinel"],
    ["redis+sentinel://192.0.2.1", "what they call the master"],
    ["redis+sentinel://192.0.2.1/", "what they call the master"],
    ["redis://%zz@192.0.2.1", "percent"],
  ])("%s is refused in words", (url, words) => {
    expect(() => redisTarget({ url })).toThrow(
      expect.objectContaining({ name: "TypeError", message: expect.stringContaining(words) }),
    );
  });

  test.each([
    "redis://u:SECRET/x@host",
    "redis://u:SECRET#x@host",
    "redis://u:%SECRET@host",
    "redis:/u:SECRET@host",
    "redis://u:SECRET@host:99999",
    "redis://u:SECRET@host/7",
  ])("what is refused about %s does not show the password", (url) => {
    let message = "";
    try {
      redisTarget({ url });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe("");
    expect(message).not.toContain("SECRET");
  });
});

test("what is given besides the URL takes the place of what is in it", () => {
  const url = "redis+sentinel://u:p@192.0.2.1/names";
  const given = { username: "v", password: "q", sentinelUsername: "s", sentinelPassword: "r" };
  const { username, password, sentinel } = redisTarget({ url, ...given });
  expect({ username, password, sentinel }).toEqual({
    username: "v",
    password: "q",
    sentinel: { username: "s", password: "r" },
  });
});

test.each<[Pick<RedisAccess, "url" | "tls">, string]>([
  [{ url: "redis://192.0.2.1", tls: { ca: "…" } }, "rediss"],
  [{ url: "rediss://192.0.2.1", tls: { cert: "…" } }, "key"],
  [{ url: "rediss://192.0.2.1", tls: { key: "…" } }, "certificate"],
])("%o is refused", (access, words) => {
  expect(() => redisTarget(access)).toThrow(words);
});
