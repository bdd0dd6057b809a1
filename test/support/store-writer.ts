/**
 * Writes names to an SQLite store until `count` rounds are done or it is killed. Every write goes to stdout once it is
 * acknowledged, one line of JSON for a transaction: an {@link Acknowledged} list.
 * Usage: node store-writer.ts <path> <apex> <prefix> <count>
 */
import { writeSync } from "node:fs";
import { DomainError } from "../../src/zone/errors.ts";
import type { Once, Write } from "../../src/zone/store/port.ts";
import { openSqliteStore } from "../../src/zone/store/sqlite.ts";
import { fieldsOf, RELEASE } from "./store-model.ts";

/** A write that was acknowledged with this serial. */
export interface Acknowledged {
  readonly user: string;
  readonly serial: number;
  readonly kind: Write["kind"];
}

/** The request that the user of a round is put by. */
export const requestFor = (user: string): Once => ({
  key: `key of ${user}`,
  fingerprint: "the one",
  at: RELEASE.releasedAt,
  forgetBefore: 0,
});

/** What the writer exits with when the store refused a write as unavailable. */
export const UNAVAILABLE = 3;

/** A name that all writers count up, each from what it read. */
export const COUNTER = "counter";
export const counted = (uri: string | undefined): number => Number(uri?.split("=")[1] ?? 0);

async function main([path = "", apex = "", prefix = "", count = ""]: readonly string[]): Promise<void> {
  const store = openSqliteStore({ path });
  // Synchronous: what is acknowledged is in the pipe before anything else happens.
  const acknowledge = (writes: readonly Acknowledged[]) => writeSync(1, `${JSON.stringify(writes)}\n`);

  const countUp = async (): Promise<void> => {
    for (;;) {
      const held = await store.get(apex, COUNTER);
      const expect = held ? { ifRevision: held.revision } : ({ ifAbsent: true } as const);
      try {
        const fields = fieldsOf(`bitcoin:?lno=${counted(held?.uri) + 1}`);
        const { revision } = await store.put(apex, COUNTER, fields, expect);
        acknowledge([{ user: COUNTER, serial: revision, kind: "put" }]);
        return;
      } catch (error) {
        const lostTheRace =
          error instanceof DomainError && (error.code === "revision-mismatch" || error.code === "name-taken");
        if (!lostTheRace) throw error;
      }
    }
  };

  for (let i = 0; i < Number(count); i++) {
    const user = `${prefix}-${i}`;
    const fields = fieldsOf(`bitcoin:?lno=${i}`, prefix);
    const put: Write = { kind: "put", user, fields, expect: { ifAbsent: true } };
    const { serial: revision } = await store.writeOnce(apex, put, requestFor(user), user);
    acknowledge([{ user, serial: revision, kind: "put" }]);
    await countUp();
    if (i % 3 === 0) {
      const serial = await store.delete(apex, user, RELEASE, { ifRevision: revision });
      acknowledge([{ user, serial, kind: "delete" }]);
    }
    if (i % 5 === 0) {
      const writes: readonly Write[] = [
        { kind: "put", user: `${prefix}.${i}.a`, fields: fieldsOf("bitcoin:?lno=lno1", prefix) },
        { kind: "put", user: `${prefix}.${i}.b`, fields: fieldsOf("bitcoin:?lno=lno1", prefix) },
        { kind: "delete", user: `${prefix}.${i}.a`, release: RELEASE },
      ];
      const last = await store.batch(apex, writes);
      acknowledge(writes.map(({ user, kind }, index) => ({ user, kind, serial: last - 2 + index })));
    }
  }
  await store.close();
}

if (import.meta.main) {
  await main(process.argv.slice(2)).catch((error: unknown) => {
    if (!(error instanceof DomainError && error.code === "store-unavailable")) throw error;
    process.exitCode = UNAVAILABLE;
  });
}
