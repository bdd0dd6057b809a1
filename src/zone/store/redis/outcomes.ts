import type { Once, Outcome, Write } from "../port.ts";
import { alone, keyReused } from "../refusal.ts";
import type { Connection } from "./connection.ts";
import { zoneKeys } from "./keys.ts";
import { KNOWN_OUTCOME } from "./outcome-script.ts";
import { checkInstant, elementsOf, foreign, isInstant, jsonOf, recordOfJson, recordWith } from "./record.ts";
import { sendWrites } from "./write.ts";

/** How many old outcomes a write drops: more than it adds, so that they grow fewer, and few, for scripts hold everybody. */
const FORGOTTEN_AT_ONCE = 16;

/** See `Store.writeOnce`. `changesKept` is how many changes the feed reaches back. */
export async function writeOnce(
  connection: Connection,
  apex: string,
  write: Write,
  once: Once,
  { note, changesKept }: { readonly note: string; readonly changesKept: number },
): Promise<Outcome> {
  const { user } = write;
  const request = encodedOnce(once, user, note);
  const done = await sendWrites(connection, apex, [write], { changesKept, pointer: alone }, request);
  if (done[0] === "known") return outcomeOf(done[1], once)!;
  const serial = Number(done[1]);
  const record = write.kind === "put" ? recordWith(user, write.fields, serial) : null;
  return { serial, record, note, isRepeated: false };
}

/** See `Store.outcome`. */
export async function knownOutcome(
  connection: Connection,
  apex: string,
  once: Once,
): Promise<Outcome | undefined> {
  const { outcomes } = zoneKeys(apex);
  const { key, forgetBefore } = once;
  // Most requests come once: for them it is a read.
  const found = await connection.read(outcomes, (client) => client.hget(outcomes, key));
  if (found === null || outcomeOf(found, once) === undefined) return undefined;
  const text = await connection.write(KNOWN_OUTCOME, [outcomes], [key, forgetBefore]);
  return typeof text === "string" ? outcomeOf(text, once) : undefined;
}

/** A request as the script reads it; `rest` is what follows the record in the text of the outcome, see {@link outcomeOf}. */
function encodedOnce({ key, fingerprint, at, forgetBefore }: Once, user: string, note: string): string {
  checkInstant(at);
  const rest = [user, fingerprint, note].map((text) => `,\n${JSON.stringify(text)}`).join("");
  return JSON.stringify({
    key,
    at: `${at}`,
    forgetBefore: `${forgetBefore}`,
    forgotten: FORGOTTEN_AT_ONCE,
    rest: `${rest}]`,
  });
}

/**
 * What came of a request, of the text that is kept: `[at, serial, record or null, user, fingerprint, note]` with newlines, the
 * record as in {@link recordOf}. Undefined where it is forgotten. Throws {@link DomainError} `idempotency-key-reused` and
 * `store-format`.
 */
function outcomeOf(text: string, { key, fingerprint, forgetBefore }: Once): Outcome | undefined {
  const [at, serial, written, user, of, note] = elementsOf(jsonOf(text), 6);
  if (!isInstant(at) || !isSerial(serial) || typeof user !== "string" || typeof note !== "string") {
    throw foreign(`the outcome ${key}`);
  }
  if (at <= forgetBefore) return undefined;
  if (of !== fingerprint) throw keyReused();
  const record = written === null ? null : recordOfJson(user, written);
  return { serial, record, note, isRepeated: true };
}

const isSerial = (value: unknown): value is number => Number.isSafeInteger(value);
