import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { openRedisStore, type RedisStoreOptions } from "../../src/zone/store/redis.ts";
import { makeCertificates } from "../support/certificates.ts";
import { describeInstalled } from "../support/describe-installed.ts";
import { startCluster } from "../support/redis-cluster.ts";
import { startSentinelSet } from "../support/redis-sentinel.ts";
import { describeRedis, freePort, startRedis, startReplica } from "../support/redis-server.ts";
import { describeSharedStoreContract } from "./shared-store-contract.ts";
import type { OpenStore } from "./store-contract/subject.ts";
import { describeStoreContract } from "./store-contract.ts";

/** Where stores are opened. */
interface Place {
  readonly options: RedisStoreOptions;
  readonly empty: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Each store in the one place, which is emptied before. */
const storeIn =
  (place: () => Place, settings: Partial<RedisStoreOptions>): OpenStore =>
  async (options = {}) => {
    await place().empty();
    const open = () => openRedisStore({ ...place().options, ...settings, ...options });
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

/** Two stores in the one place, which is emptied before. */
const sharedIn =
  (place: () => Place): Parameters<typeof describeSharedStoreContract>[1] =>
  async () => {
    const { options, empty } = place();
    await empty();
    return [await openRedisStore(options), await openRedisStore(options)];
  };

/** The whole contract in a place; `variants` are settings with which stores are held against it too. */
const describeContract = (
  title: string,
  start: () => Promise<Place>,
  variants: Readonly<Record<string, Partial<RedisStoreOptions>>> = {},
): void =>
  describeRedis(title, () => {
    let place: Place;
    beforeAll(async () => {
      place = await start();
    });
    afterAll(() => place.close());

    for (const [name, settings] of Object.entries({ "a Redis store": {}, ...variants })) {
      describeStoreContract(
        name,
        storeIn(() => place, settings),
      );
    }
    describeSharedStoreContract(
      "a shared Redis store",
      sharedIn(() => place),
    );
  });

describeContract(
  "on Redis",
  async () => {
    const { url, cli, close } = await startRedis();
    return { options: { url }, empty: () => cli("FLUSHALL"), close };
  },
  // Pages so small that every read spans several of them, with writes in between.
  { "a Redis store that reads three entries at a time": { batchSize: 3 } },
);

// The line stands in docs/redis.md.
const ACL =
  "paynamed on >secret resetchannels ~pn1:* +@read +@write +@scripting +@connection -@dangerous " +
  "+time +wait +asking +info +config|get +cluster|slots";

describeInstalled(["openssl"], "with openssl", () => {
  describeContract(
    "on Redis with a replica that confirms, over TLS with a certificate, as a user of few rights",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "paynamed-tls-"));
      const { ca, server, client } = await makeCertificates(folder);
      const port = await freePort();
      const settings = {
        "--tls-port": `${port}`,
        "--tls-ca-cert-file": ca.certFile,
        "--tls-cert-file": server.certFile,
        "--tls-key-file": server.keyFile,
        "--tls-auth-clients": "yes",
      };
      const master = await startRedis(...Object.entries(settings).flat());
      const replica = await startReplica(master);
      await master.cli("ACL", "SETUSER", ...ACL.split(" "));
      return {
        options: {
          url: `rediss://127.0.0.1:${port}`,
          username: "paynamed",
          password: "secret",
          tls: { ca: ca.cert, cert: client.cert, key: client.key },
          replicas: 1,
        },
        empty: () => master.cli("FLUSHALL"),
        close: async () => {
          await replica.close();
          await master.close();
          rmSync(folder, { recursive: true });
        },
      };
    },
  );
});

describeContract("through Sentinel", async () => {
  const { url, servers, close } = await startSentinelSet();
  return { options: { url }, empty: () => servers[0].cli("FLUSHALL"), close };
});

describeContract("on a Redis Cluster of three nodes", async () => {
  const { url, flush, close } = await startCluster();
  return { options: { url }, empty: flush, close };
});
