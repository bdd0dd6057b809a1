import { z } from "zod";
import type { ZoneRecord } from "../store/port.ts";
import type { SnapshotChange, SnapshotHead, SnapshotName } from "./snapshot.ts";

/*
 * The lines of a snapshot's file as JSON. What is read has the right digest, but who made it is not known by that: each
 * reader gives undefined for what is not of its form.
 */

const nameForm = ({ user, uri, ttl, expiresAt, revision }: SnapshotName) =>
  [user, uri, ttl, expiresAt, revision] as const;

export const namesLine = (names: readonly SnapshotName[]): string => JSON.stringify(names.map(nameForm));

/** A name that is gone stands alone. */
export const changesLine = (changes: readonly SnapshotChange[]): string =>
  JSON.stringify(changes.map(({ user, record }) => (record === null ? [user] : nameForm(record))));

export const headLine = ({ keySet, ...head }: SnapshotHead, changesAt: number): string => {
  const sealed = Buffer.from(keySet.sealed).toString("base64");
  return JSON.stringify({ ...head, keySet: { version: keySet.version, sealed }, changesAt });
};

/** One {@link nameForm}, one {@link SnapshotName}. A schema would take ten times as long for each of a million. */
function readName(form: unknown): SnapshotName | undefined {
  if (!Array.isArray(form) || form.length !== 5) return undefined;
  const [user, uri, ttl, expiresAt, revision] = form as unknown[];
  if (typeof user !== "string" || typeof uri !== "string") return undefined;
  if (!isCount(ttl) || !isCount(revision)) return undefined;
  if (expiresAt !== null && !isCount(expiresAt)) return undefined;
  return { user, uri, ttl, expiresAt, revision };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function readChange(form: unknown): SnapshotChange | undefined {
  if (Array.isArray(form) && form.length === 1 && typeof form[0] === "string") {
    return { user: form[0], record: null };
  }
  const record = readName(form);
  return record && { user: record.user, record };
}

const readList =
  <Each>(read: (form: unknown) => Each | undefined) =>
  (line: string): readonly Each[] | undefined => {
    const forms = parse(line);
    if (!Array.isArray(forms)) return undefined;
    const list = forms.map(read);
    return list.every((each) => each !== undefined) ? (list as Each[]) : undefined;
  };

export const readNames = readList(readName);
export const readChanges = readList(readChange);

const count = z.int().nonnegative();
const headSchema = z.object({
  zone: z.looseObject({
    apex: z.string(),
    domain: z.string(),
    generation: z.string(),
    serial: count,
    names: count,
  }),
  serial: count,
  position: z.string(),
  keySet: z.object({
    version: count,
    sealed: z.base64().transform((text) => new Uint8Array(Buffer.from(text, "base64"))),
  }),
  names: count,
  savedAt: count,
  changesAt: count,
});

/** `changesAt` is where the changes begin, in octets from the file's beginning. */
export function readHead(
  line: string,
): { readonly head: SnapshotHead; readonly changesAt: number } | undefined {
  const { data } = headSchema.safeParse(parse(line));
  if (data === undefined) return undefined;
  const { changesAt, ...head } = data;
  // As with the stores: who wrote the configuration has checked it.
  return { head: { ...head, zone: head.zone as unknown as ZoneRecord }, changesAt };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
