import { DomainError } from "../../errors.ts";

const BUSY = 5;
const NOT_A_DATABASE = 26;

/**
 * What the file, the disk or another process did to us; everything else SQLite reports is a bug of ours.
 * Primary result codes: https://www.sqlite.org/rescode.html
 */
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [3, "access to the store's file is not permitted"],
  [BUSY, "the store is locked by another process"],
  [6, "the store is locked"],
  [7, "there is not enough memory for the store"],
  [8, "the store's file is read-only"],
  [10, "the disk failed to read or write the store"],
  [11, "the store's file is damaged"],
  [13, "the disk is full"],
  [14, "the store's file cannot be opened"],
  [15, "the store is locked by another process"],
]);

/** SQLite's primary result code: the low octet of the extended one. Undefined for errors that are not SQLite's. */
const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : undefined;

export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY;

/** The error to throw for what `node:sqlite` threw: a {@link DomainError} with the cause, or the same error if it is a bug. */
export function storeFailure(error: unknown): unknown {
  const code = resultCode(error);
  if (code === NOT_A_DATABASE) {
    return new DomainError("store-format", "the store's file is not an SQLite database", { cause: error });
  }
  const message = code === undefined ? undefined : UNAVAILABLE.get(code);
  return message === undefined ? error : new DomainError("store-unavailable", message, { cause: error });
}
