import type { DnsSideClient } from "../dns-side-client.ts";
import type { AnsweredName } from "../server/dns-side/messages.ts";
import type { SnapshotFolder } from "../zone/snapshot/folder.ts";
import type { SnapshotChange, SnapshotHead } from "../zone/snapshot/snapshot.ts";
import { pause } from "../zone/store/pause.ts";

/** Names that are asked of the DNS side at once: about a millisecond of its time. */
const PAGE_NAMES = 512;
/** Milliseconds that the DNS side is left to its queries between two pages. */
const PAGE_PAUSE = 4;
/** How long after the start the first snapshot is made, where it is not asked for before. */
const FIRST_MILLISECONDS = 10_000;

export interface KeeperParts {
  readonly apex: string;
  readonly folder: SnapshotFolder;
  readonly dnsSide: DnsSideClient;
  /** Milliseconds between two snapshots. */
  readonly interval: number;
  /** What is answered at the moment; undefined while nothing is. */
  readonly head: () => SnapshotHead | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** Keeps what is answered of a zone on this instance's own disk. */
export interface Keeper {
  /** A change is answered from now on; its position is in the head. */
  changed(change: SnapshotChange): void;
  /** Another version of the zone is answered from now on: what is being written is of none. */
  replaced(): void;
  /** The snapshot that is on the disk is of this position. */
  saved(position: string): void;
  /** Writes a snapshot every so often until `signal` aborts, and a last one when `ended` has resolved. */
  run(signal: AbortSignal, ended: Promise<void>): Promise<void>;
}

/** A snapshot is written only where the zone has moved since the last one. */
export function createKeeper({ apex, folder, dnsSide, interval, head, onFailure }: KeeperParts): Keeper {
  let savedPosition: string | undefined;
  let changes: SnapshotChange[] = [];
  let version = 0;
  let isWriting = false;

  async function* names(of: number, signal: AbortSignal): AsyncGenerator<readonly AnsweredName[]> {
    let after: string | null = null;
    for (;;) {
      if (version !== of) throw new Error("the zone was replaced while it was written");
      const page: readonly AnsweredName[] = await dnsSide.request({
        kind: "page",
        apex,
        after,
        limit: PAGE_NAMES,
      });
      if (page.length > 0) yield page;
      if (page.length < PAGE_NAMES) return;
      after = page.at(-1)!.user;
      if (!signal.aborted) await pause(PAGE_PAUSE, signal);
    }
  }

  const save = async (signal: AbortSignal): Promise<void> => {
    if (head() === undefined || head()!.position === savedPosition) return;
    const of = version;
    changes = [];
    isWriting = true;
    try {
      let position: string | undefined;
      await folder.write(apex, names(of, signal), () => {
        if (version !== of) throw new Error("the zone was replaced while it was written");
        const end = { head: head()!, changes };
        ({ position } = end.head);
        return end;
      });
      savedPosition = position;
    } catch (error) {
      // What was replaced is written the next time.
      if (version === of) onFailure(error);
    } finally {
      isWriting = false;
      changes = [];
    }
  };

  return {
    changed: (change) => {
      if (isWriting) changes.push(change);
    },
    replaced: () => {
      version++;
      // Keys and configuration may be others at the same position.
      savedPosition = undefined;
    },
    saved: (position) => {
      savedPosition = position;
    },
    run: async (signal, ended) => {
      await pause(Math.min(FIRST_MILLISECONDS, interval), signal);
      while (!signal.aborted) {
        await save(signal);
        await pause(interval, signal);
      }
      await ended;
      await save(signal);
    },
  };
}
