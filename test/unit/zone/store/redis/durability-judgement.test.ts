import { describe, expect, test } from "vitest";
import { type Durability, isPassing } from "../../../../../src/zone/store/durability.ts";
import {
  judgeRedis,
  type RedisFacts,
  type RedisServerFacts,
} from "../../../../../src/zone/store/redis/durability-judgement.ts";

/** As the README wants it. */
const GOOD: RedisFacts = {
  version: "Redis 7.0.15",
  role: "master",
  connected_slaves: 0,
  "min-replicas-to-write": 0,
  appendonly: "yes",
  appendfsync: "always",
  "no-appendfsync-on-rewrite": "no",
  maxmemory: 0,
  "maxmemory-policy": "noeviction",
  redisReplicas: 0,
  redisWaitFsync: "no",
};

const server = (changes: Partial<RedisFacts> = {}, name = "192.0.2.1:6379"): RedisServerFacts => ({
  server: name,
  facts: { ...GOOD, ...changes },
  isUnfinished: false,
});

const judged = (...servers: readonly RedisServerFacts[]) => {
  const { worth, isDurable, remarks } = judgeRedis("standalone", servers);
  return { worth, isDurable, codes: remarks.map(({ code }) => code) };
};

describe("one Redis", () => {
  test.each<[Partial<RedisFacts>, string, boolean | null, string[]]>([
    [{}, "disk", true, []],
    [{ appendfsync: "everysec" }, "second", false, ["fsync-every-second"]],
    [{ appendfsync: "no" }, "later", false, ["fsync-never"]],
    [{ "no-appendfsync-on-rewrite": "yes" }, "later", false, ["fsync-paused"]],
    [
      { appendfsync: "everysec", "no-appendfsync-on-rewrite": "yes" },
      "later",
      false,
      ["fsync-every-second", "fsync-paused"],
    ],
    [{ appendonly: "no" }, "memory", false, ["append-only-off"]],
    // How often a file that is not there would be synced is of no interest.
    [
      { appendonly: "no", appendfsync: "everysec", "no-appendfsync-on-rewrite": "yes" },
      "memory",
      false,
      ["append-only-off"],
    ],
    [{ maxmemory: 1e9, "maxmemory-policy": "allkeys-lru" }, "disk", false, ["eviction"]],
    [{ "maxmemory-policy": "volatile-ttl" }, "disk", false, ["eviction"]],
    [{ maxmemory: 1e9 }, "disk", true, []],
    [
      { appendonly: "no", "maxmemory-policy": "allkeys-lfu" },
      "memory",
      false,
      ["append-only-off", "eviction"],
    ],
    [{ appendfsync: null }, "unknown", null, ["settings-unreadable"]],
    [{ "no-appendfsync-on-rewrite": null }, "unknown", null, ["settings-unreadable"]],
    [{ "maxmemory-policy": null }, "unknown", null, ["settings-unreadable"]],
    [{ appendonly: null }, "unknown", null, ["settings-unreadable"]],
    [{ role: null }, "unknown", null, ["settings-unreadable"]],
    // What INFO tells without CONFIG GET, and what that is enough for.
    [{ appendfsync: null, "no-appendfsync-on-rewrite": null }, "unknown", null, ["settings-unreadable"]],
    [
      { appendonly: "no", appendfsync: null, "no-appendfsync-on-rewrite": null },
      "memory",
      false,
      ["append-only-off", "settings-unreadable"],
    ],
    [
      { appendfsync: null, "maxmemory-policy": "allkeys-lru" },
      "unknown",
      false,
      ["eviction", "settings-unreadable"],
    ],
    // A value that this version does not know.
    [{ appendfsync: "sometimes" }, "unknown", null, ["settings-unreadable"]],
    [{ role: "slave" }, "unknown", null, ["replica-asked"]],
    [{ role: "slave", appendonly: "no" }, "unknown", null, ["replica-asked"]],
    // These three are told and not judged.
    [
      { version: null, connected_slaves: null, "min-replicas-to-write": null, maxmemory: null },
      "disk",
      true,
      [],
    ],
  ])("%j", (changes, worth, isDurable, codes) => {
    expect(judged(server(changes))).toEqual({ worth, isDurable, codes });
  });

  test("whose append-only file may be in the making is not known, and will be", () => {
    const unfinished = { ...server(), isUnfinished: true };
    expect(judged(unfinished)).toEqual({
      worth: "unknown",
      isDurable: null,
      codes: ["append-only-unfinished"],
    });
    expect(isPassing(judgeRedis("standalone", [unfinished]))).toBe(true);
    const unreadable = { ...server({ appendfsync: null }), isUnfinished: true };
    expect(isPassing(judgeRedis("standalone", [unreadable]))).toBe(true);
    const evicting = { ...server({ "maxmemory-policy": "allkeys-lru" }), isUnfinished: true };
    expect(isPassing(judgeRedis("standalone", [evicting]))).toBe(false);
    expect(isPassing(judgeRedis("standalone", [server()]))).toBe(false);
  });

  test.each<[Partial<RedisFacts>, string, boolean | null, string[]]>([
    [{ appendfsync: "everysec" }, "disk", true, []],
    [{ appendfsync: "no", "no-appendfsync-on-rewrite": "yes" }, "disk", true, []],
    [{ appendfsync: null, "no-appendfsync-on-rewrite": null }, "disk", true, []],
    [{ appendonly: "no" }, "memory", false, ["append-only-off"]],
    [{ appendonly: null }, "unknown", null, ["settings-unreadable"]],
    [{ "maxmemory-policy": "allkeys-lru" }, "disk", false, ["eviction"]],
  ])("%j whose disk is waited for", (changes, worth, isDurable, codes) => {
    const awaited = { ...server({ ...changes, redisWaitFsync: "yes" }), isUnfinished: true };
    expect(judged(awaited)).toEqual({ worth, isDurable, codes });
  });

  test.each<[Durability["topology"] & string, Partial<RedisFacts>, string[]]>([
    ["sentinel", { connected_slaves: 1 }, ["failover-unawaited"]],
    ["cluster", { connected_slaves: 2 }, ["failover-unawaited"]],
    ["sentinel", { connected_slaves: 1, redisReplicas: 1 }, []],
    ["sentinel", { connected_slaves: 0 }, []],
    ["sentinel", { connected_slaves: null }, []],
    // Nobody makes the replica the master but an operator.
    ["standalone", { connected_slaves: 1 }, []],
  ])("of a %s, %j: a failover may lose what no replica has confirmed", (topology, changes, codes) => {
    const { worth, isDurable, remarks } = judgeRedis(topology, [server(changes)]);
    expect({ worth, isDurable }).toEqual({ worth: "disk", isDurable: true });
    expect(remarks.map(({ code }) => code)).toEqual(codes);
  });

  test("without an append-only file has none in the making", () => {
    expect(judged({ ...server({ appendonly: "no" }), isUnfinished: true }).codes).toEqual([
      "append-only-off",
    ]);
  });

  test.each<[Partial<RedisFacts>, RegExp]>([
    [{ appendonly: "no" }, /^appendonly is no: .*set appendonly yes and appendfsync always$/],
    [{ appendfsync: "everysec" }, /^appendfsync is everysec: .*last second.*set appendfsync always$/],
    [{ "maxmemory-policy": "allkeys-lru", maxmemory: 1 }, /allkeys-lru.*once it is full.*noeviction$/],
    [{ "maxmemory-policy": "allkeys-lru" }, /once it is given a maxmemory/],
    [{ appendfsync: null, "maxmemory-policy": null }, /^maxmemory-policy, appendfsync cannot be read: .*ACL/],
    [{ role: "slave" }, /replica/],
  ])("%j is told in a sentence that says what to do", (changes, sentence) => {
    const [remark] = judgeRedis("standalone", [server(changes)]).remarks;
    expect(remark!.detail).toMatch(sentence);
  });

  test("is shown as it was read", () => {
    const { kind, topology, servers } = judgeRedis("sentinel", [server()]);
    expect({ kind, topology, servers }).toEqual({
      kind: "redis",
      topology: "sentinel",
      servers: [{ server: "192.0.2.1:6379", facts: GOOD }],
    });
  });
});

describe("several masters", () => {
  const [a, b, c] = ["192.0.2.1:6379", "192.0.2.2:6379", "192.0.2.3:6379"];

  test.each<[Partial<RedisFacts>, Partial<RedisFacts>, string, boolean | null]>([
    [{}, {}, "disk", true],
    [{}, { appendfsync: "everysec" }, "second", false],
    [{ appendfsync: "no" }, { appendfsync: "everysec" }, "later", false],
    [{ appendonly: "no" }, { appendfsync: null }, "memory", false],
    [{ appendfsync: "everysec" }, { appendfsync: null }, "second", false],
    [{}, { appendfsync: null }, "unknown", null],
    [{}, { "maxmemory-policy": "allkeys-lru" }, "disk", false],
  ])("%j and %j: the weakest counts", (one, other, worth, isDurable) => {
    expect(judged(server(one, a), server(other, b))).toMatchObject({ worth, isDurable });
    expect(judged(server(other, a), server(one, b))).toMatchObject({ worth, isDurable });
  });

  test("a remark says of which it is, once for all", () => {
    const { remarks, servers } = judgeRedis("cluster", [
      server({ appendonly: "no" }, a),
      server({ appendfsync: "everysec" }, b),
      server({ appendonly: "no" }, c),
    ]);
    expect(remarks.map(({ code, detail }) => [code, detail.split(": ")[0]])).toEqual([
      ["append-only-off", `${a}, ${c}`],
      ["fsync-every-second", b],
    ]);
    expect(servers.map((each) => each.server)).toEqual([a, b, c]);
  });
});
