import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRedisStore } from "../../src/zone/store/redis.ts";
import { openSqliteStore } from "../../src/zone/store/sqlite.ts";
import { openMemoryStore } from "../support/memory-store.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import {
  allNames,
  anIntent,
  aUser,
  fieldsOf,
  refusalOf,
  takeChanges,
  testZone,
  writeOf,
} from "../support/store-model.ts";
import { importZone, readCopy } from "../support/zone-transfer.ts";
import type { AnyStore } from "./store-contract/subject.ts";

type Medium = "memory" | "SQLite" | "Redis";

describeRedis("from one store to another and back", () => {
  let server: RedisServer;
  let directory: string;
  let files = 0;
  beforeAll(async () => {
    server = await startRedis();
    directory = mkdtempSync(join(tmpdir(), "paynamed-transfer-"));
  });
  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  /** An empty store. There is one in Redis at a time. */
  const opened: Readonly<Record<Medium, () => Promise<AnyStore>>> = {
    memory: async () => openMemoryStore(),
    SQLite: async () => openSqliteStore({ path: join(directory, `${files++}.sqlite`), batchSize: 7 }),
    Redis: async () => {
      await server.cli("FLUSHALL");
      return openRedisStore({ url: server.url, batchSize: 7 });
    },
  };

  const zone = testZone("example.com");
  const { apex } = zone;
  const aZone = fc.record({
    intents: fc.array(anIntent, { maxLength: 60 }),
    sealed: fc.option(fc.uint8Array({ minLength: 1, maxLength: 200 })),
    size: fc.integer({ min: 1, max: 20 }),
    asked: fc.array(aUser, { minLength: 3, maxLength: 3 }),
  });

  /** Everything that a store tells of the zone. */
  async function told(store: AnyStore, asked: readonly string[]) {
    return {
      copy: await readCopy(store, apex),
      zone: await store.zone(apex),
      keySet: await store.keySet(apex),
      names: await allNames(store, apex, 4),
      released: await Promise.all(asked.map((user) => store.released(apex, user))),
      similar: await Promise.all(asked.map((user) => store.similar(apex, user, 5))),
      expiring: await store.countExpiring(apex, 1_700_000_000, 1_700_000_008),
    };
  }

  test.each<[Medium, Medium]>([
    ["SQLite", "Redis"],
    ["Redis", "SQLite"],
    ["memory", "Redis"],
    ["SQLite", "SQLite"],
  ])("a zone is the same in %s, then in %s, then where it was", async (here, there) => {
    await fc.assert(
      fc.asyncProperty(aZone, async ({ intents, sealed, size, asked }) => {
        const from = await opened[here]();
        await from.createZone(zone);
        for (const intent of intents) {
          const write = writeOf(intent, (await from.get(apex, intent.user))?.revision);
          await refusalOf(from.batch(apex, [write]));
        }
        if (sealed !== null) await from.putKeySet(apex, sealed, 0);
        const before = await told(from, asked);
        await from.close();

        const to = await opened[there]();
        await importZone(to, before.copy, { size });
        expect(await told(to, asked)).toEqual(before);
        const { position } = await to.snapshot(apex);
        const heard = takeChanges(to, apex, position, 1);
        const { revision } = await to.put(apex, "next", fieldsOf());
        expect(revision).toBe(before.copy.zone.serial + 1);
        expect(await heard).toMatchObject([{ user: "next", serial: revision }]);
        const later = await told(to, asked);
        await to.close();

        const back = await opened[here]();
        await importZone(back, later.copy, { size });
        expect(await told(back, asked)).toEqual(later);
        await back.close();
      }),
      { numRuns: 12 },
    );
  });
});
