import { DomainError, type DomainErrorCode } from "../errors.ts";
import { timeText } from "../time-text.ts";
import type { Write } from "./port.ts";

/** What every store refuses, in the same words. */

export const storeClosed = (): DomainError => new DomainError("store-unavailable", "the store is closed");

/** What is sure of a write is that nobody can tell whether it will be found: `what` says why. */
export const outcomeUnknown = (what: string, cause?: unknown): DomainError =>
  new DomainError("outcome-unknown", what, { cause });

export const zoneUnknown = (apex: string): DomainError =>
  new DomainError("zone-unknown", `there is no zone ${apex}`);

export const zoneTaken = (apex: string): DomainError =>
  new DomainError("zone-taken", `the zone ${apex} exists already`);

export const importUnderWay = (apex: string): DomainError =>
  new DomainError(
    "import-under-way",
    `the zone ${apex} is being imported: finish that import, or discard it with \`paynamed import --discard --zone ${apex}\``,
  );

export const importMismatch = (apex: string): DomainError =>
  new DomainError(
    "import-mismatch",
    `the import of the zone ${apex} is not where it was: another process goes on with it, or it was discarded`,
  );

export const policyMismatch = (apex: string): DomainError =>
  new DomainError("revision-mismatch", `the policy of the zone ${apex} is not the expected one`);

export const keyReused = (): DomainError =>
  new DomainError(
    "idempotency-key-reused",
    "another request had this Idempotency-Key: give every request a key of its own, and only its repetitions the same",
  );

export const keySetConflict = (held: number, expected: number): DomainError =>
  new DomainError("key-set-conflict", `the key set is at version ${held}, not ${expected}`);

export const tokenTaken = (name: string): DomainError =>
  new DomainError("token-taken", `there is a token "${name}" already`);

export const tokenUnknown = (name: string): DomainError =>
  new DomainError("token-unknown", `there is no token "${name}"`);

/** Where in the caller's input the write at `index` stands, as the options of a {@link DomainError}. */
export type WritePointer = (index: number) => { readonly pointer?: string };

/** The input is the one write. */
export const alone: WritePointer = () => ({});
/** The input is a list of writes. */
export const inBatch: WritePointer = (index) => ({ pointer: `/${index}` });

export type WriteRefusalCode = Extract<
  DomainErrorCode,
  "zone-doubted" | "name-unknown" | "name-taken" | "revision-mismatch" | "name-of-another" | "name-held"
>;

/**
 * The refusal of a write. `found` is what it is about: the revision that the name is at, or when the name was released in Unix
 * seconds.
 */
export function writeRefusal(
  code: WriteRefusalCode,
  { user, expect = {} }: Write,
  found: number,
  at: ReturnType<WritePointer>,
): DomainError {
  const messages: Record<WriteRefusalCode, () => string> = {
    "zone-doubted": () => "the store's history of the zone is not the one that this server follows",
    "name-unknown": () => `there is no name "${user}"`,
    "name-taken": () => `the name "${user}" is taken`,
    "revision-mismatch": () => `"${user}" is at revision ${found}, not ${expect.ifRevision}`,
    "name-of-another": () => `the name "${user}" is somebody else's`,
    "name-held": () =>
      `"${user}" was released at ${timeText(found)} and is kept for who had it: come as the same holder, or wait`,
  };
  return new DomainError(code, messages[code](), at);
}
