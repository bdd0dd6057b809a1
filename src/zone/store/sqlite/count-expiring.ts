import { setImmediate } from "node:timers/promises";
import type { Source } from "./feed.ts";
import type { Expiry } from "./statements.ts";
import { tallyOf } from "./write.ts";

/** See `Store.countExpiring`. A page of names is counted in one go, by where it ends. */
export async function countExpiring(
  { statements, batchSize, read }: Source,
  apex: string,
  from: number,
  to: number,
): Promise<number> {
  read(() => tallyOf(statements, apex));
  // No user is empty: this is before every name that ends after `from`.
  let last: Expiry = { expiresAt: from + 1, user: "" };
  for (let count = 0; ; count += batchSize) {
    const { expiresAt, user } = last;
    const end = read(() => statements.expiringAfter.get(apex, expiresAt, user, to, batchSize - 1));
    if (end === undefined) {
      return count + read(() => statements.countExpiringAfter.get(apex, expiresAt, user, to)!.count);
    }
    last = end;
    await setImmediate();
  }
}
