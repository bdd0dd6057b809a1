import type { NameRecord, Release, StoredKeySet, ZoneRecord } from "./port.ts";

/** What a zone has of one user: the name, or the release that a deleted one left. */
export type Entry =
  | (NameRecord & { readonly kind: "name" })
  | (Release & { readonly kind: "release"; readonly user: string });

/** A zone as it was at one position of its history, whoever wrote meanwhile. It holds resources until it is closed. */
export interface ZoneCopy {
  readonly zone: ZoneRecord;
  readonly keySet: StoredKeySet | undefined;
  /** How many releases the zone has. */
  readonly releases: number;
  /** Names and releases in ascending order of the octets of their users, each user once, in batches of bounded size. */
  readonly entries: AsyncIterable<readonly Entry[]>;
  close(): Promise<void>;
}

export interface CopyOptions {
  /** A folder where what does not fit into memory may be kept meanwhile. */
  readonly folder: string;
  /** Told how many names and releases were read so far, while the zone's position is not settled yet. */
  readonly progress: (entries: number) => void;
}

/** An import that is not finished. */
export interface UnfinishedImport {
  /** SHA-256, in lower-case hex, of the file that the zone comes from. */
  readonly digest: string;
  /** How many of the zone's names and releases are in. */
  readonly entries: number;
}

/** What a zone is finished with: all of it but names and releases, and how many there are of those. */
export type ImportedZone = Pick<ZoneCopy, "zone" | "keySet" | "releases">;

/**
 * Carries zones from one store to another, with their generation, serial and revisions. An import is made of calls that each
 * are durable when they resolve, so that one which was cut short goes on where it was. Until it is finished nothing else of the
 * store tells of the zone. Rejections are {@link DomainError}s as those of {@link Store}, and `import-under-way` (one out of
 * another file, and where such a zone is to be created), `import-mismatch` (it is not where it was said to be: another
 * process goes on with it, or has discarded it).
 */
export interface TransferStore {
  /** Rejects with `zone-unknown`. */
  copyZone(apex: string, options: CopyOptions): Promise<ZoneCopy>;
  importUnderWay(apex: string): Promise<UnfinishedImport | undefined>;
  /** Begins an import, or goes on with it; resolves to how many entries are in. Rejects with `zone-taken`, `import-under-way`. */
  beginImport(apex: string, digest: string): Promise<number>;
  /**
   * Takes the entries that follow the first `before`, at most some thousands; none is of a user that was among those. Resolves to
   * how many are in. Rejects with `import-mismatch`.
   */
  importEntries(apex: string, digest: string, before: number, entries: readonly Entry[]): Promise<number>;
  /**
   * Makes the zone what it was where it comes from. Its history begins with the next write. Rejects with `import-mismatch`, also
   * where there are not as many names and releases as there should be.
   */
  finishImport(digest: string, zone: ImportedZone): Promise<void>;
  /** Throws away what an unfinished import has brought; resolves to whether there was one. */
  discardImport(apex: string): Promise<boolean>;
}
