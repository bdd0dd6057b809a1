import type { Once, Outcome, Write } from "../port.ts";
import { keyReused } from "../refusal.ts";
import { writtenRecord } from "./feed.ts";
import type { Statements } from "./statements.ts";

/** How many old outcomes a write drops: more than it adds, so that they grow fewer, and few, for writes hold the thread. */
const FORGOTTEN_AT_ONCE = 16;

/** What is known of a request. Throws {@link DomainError} `idempotency-key-reused`. */
export function knownOutcome(
  statements: Statements,
  apex: string,
  { key, fingerprint, forgetBefore }: Once,
): Outcome | undefined {
  const row = statements.outcome.get(apex, key, forgetBefore);
  if (row === undefined) return undefined;
  if (row.fingerprint !== fingerprint) throw keyReused();
  return { serial: row.serial, record: writtenRecord(row), note: row.note, isRepeated: true };
}

/** Keeps what came of a request whose write has the serial, in the transaction of that write. */
export function recordOutcome(
  statements: Statements,
  apex: string,
  write: Write,
  { key, fingerprint, at, forgetBefore }: Once,
  { serial, note }: { readonly serial: number; readonly note: string },
): Outcome {
  const { user } = write;
  const fields =
    write.kind === "put" ? write.fields : { uri: null, ttl: null, expiresAt: null, holder: null };
  const { uri, ttl, expiresAt, holder } = fields;
  statements.recordOutcome.run(apex, key, fingerprint, at, serial, user, uri, ttl, expiresAt, holder, note);
  statements.forgetOutcomes.run(apex, forgetBefore, FORGOTTEN_AT_ONCE);
  const record = writtenRecord({ serial, user, uri, ttl, expiresAt, holder });
  return { serial, record, note, isRepeated: false };
}
