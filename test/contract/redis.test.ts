import { afterAll, beforeAll } from "vitest";
import { openRedisStore, type RedisStoreOptions } from "../../src/zone/store/redis.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { describeSharedStoreContract } from "./shared-store-contract.ts";
import type { OpenStore } from "./store-contract/subject.ts";
import { describeStoreContract } from "./store-contract.ts";

/** Each store in the one Redis, which is emptied before. */
const inRedis =
  (server: () => RedisServer, settings: Omit<RedisStoreOptions, "url">): OpenStore =>
  async (options = {}) => {
    const { url, cli } = server();
    await cli("FLUSHALL");
    const open = () => openRedisStore({ url, ...settings, ...options });
    let store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await open();
        return store;
      },
      close: () => store.close(),
    };
  };

/** Two stores in the one Redis, which is emptied before. */
const sharedIn =
  (server: () => RedisServer): Parameters<typeof describeSharedStoreContract>[1] =>
  async () => {
    const { url, cli } = server();
    await cli("FLUSHALL");
    return [await openRedisStore({ url }), await openRedisStore({ url })];
  };

describeRedis("on Redis", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());

  describeStoreContract(
    "a Redis store",
    inRedis(() => server, {}),
  );
  // Pages so small that every read spans several of them, with writes in between.
  describeStoreContract(
    "a Redis store that reads three entries at a time",
    inRedis(() => server, { batchSize: 3 }),
  );
  describeSharedStoreContract(
    "a shared Redis store",
    sharedIn(() => server),
  );
});

// A node that has all the slots of its Cluster refuses what is not all in one of them.
describeRedis("on a node of a Redis Cluster", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis("--cluster-enabled", "yes");
    await server.cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    for (let state = ""; !state.includes("cluster_state:ok"); ) state = await server.cli("CLUSTER", "INFO");
  });
  afterAll(() => server.close());

  describeStoreContract(
    "a Redis store",
    inRedis(() => server, {}),
  );
  describeSharedStoreContract(
    "a shared Redis store",
    sharedIn(() => server),
  );
});
