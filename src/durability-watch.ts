import type { StoreReport } from "./admin-api/ports.ts";
import { DomainError } from "./zone/errors.ts";
import { type Durability, isPassing, type Worth } from "./zone/store/durability.ts";
import { pause } from "./zone/store/pause.ts";
import type { Store } from "./zone/store/port.ts";

/** Where the watch tells what it has read: fields, and a sentence for the operator. */
export interface WatchLog {
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
}

/** Reads what an acknowledgement is worth, at the start and again and again. */
export interface DurabilityWatch extends StoreReport {
  /** Reads the store's report from now on; resolves when it has been read, or could not be. */
  begin(store: Pick<Store, "durability">): Promise<void>;
  /**
   * Throws {@link DomainError} `store-not-durable` where durability is required and the last report says that there is none.
   * Where there is no report, or one that will change by itself, it does not.
   */
  demandSoon(): void;
  /** There may be another server behind the store now: what was read before is not known any more, and is read anew. */
  doubt(): void;
  /** Throws {@link DomainError} `store-not-durable` where durability is required, and not known to be there. */
  demand(): void;
  stop(): void;
}

/** Milliseconds between two readings. */
const INTERVAL = 60_000;
/** The same while nothing is known, or what is known will change, and where what is acknowledged must be durable. */
const SHORT_INTERVAL = 2_000;

const MEANINGS: Readonly<Record<Worth, string>> = {
  disk: "a write that is acknowledged is on the disk",
  second: "a write that is acknowledged is on the disk within a second",
  later: "a write that is acknowledged is on the disk some time later",
  memory: "a write that is acknowledged is in memory only",
  unknown: "where a write is that is acknowledged is not known",
};

export function createDurabilityWatch(isRequired: boolean, log: WatchLog): DurabilityWatch {
  const stopping = new AbortController();
  let woken = new AbortController();
  let store: Pick<Store, "durability"> | undefined;
  let last: Durability | undefined;
  /** Why nothing is known. */
  let failure = "it has not been read yet";
  /** Readings are counted: one that was begun before the one that `last` is of has nothing new. */
  let begun = 0;
  let known = 0;
  let told: string | undefined;

  /** Tells what is new to the operator. */
  const tell = (news: string, how: () => void): void => {
    if (news === told || stopping.signal.aborted) return;
    told = news;
    how();
  };
  const tellReport = (report: Durability): void => {
    const { kind, worth, isDurable, remarks } = report;
    tell(JSON.stringify([worth, isDurable, remarks]), () =>
      log[isDurable && remarks.length === 0 ? "info" : "warn"](
        { store: kind, worth, remarks },
        MEANINGS[worth],
      ),
    );
  };

  const read = async (): Promise<Durability> => {
    if (store === undefined) throw new DomainError("store-unavailable", failure);
    begun += 1;
    const turn = begun;
    try {
      const report = await store.durability();
      if (turn > known) {
        known = turn;
        last = report;
        tellReport(report);
      }
      return report;
    } catch (err) {
      if (turn > known) {
        known = turn;
        last = undefined;
        failure = err instanceof Error ? err.message : String(err);
        tell(failure, () => log.warn({ err }, MEANINGS.unknown));
      }
      throw err;
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const isSoon = isRequired || last === undefined || isPassing(last);
      await pause(isSoon ? SHORT_INTERVAL : INTERVAL, AbortSignal.any([stopping.signal, woken.signal]));
      if (stopping.signal.aborted) return;
      woken = new AbortController();
      // What fails has been told.
      await read().catch(() => undefined);
    }
  };

  return {
    isRequired,
    last: () => last,
    read,
    begin: async (opened) => {
      store = opened;
      // What fails has been told.
      await read().catch(() => undefined);
      void watch();
    },
    demandSoon: () => {
      if (!isRequired || last === undefined || last.isDurable || isPassing(last)) return;
      throw notDurable(`${MEANINGS[last.worth]}, and durability is required`, last);
    },
    doubt: () => {
      known = begun;
      last = undefined;
      failure = "the connection is new, or lost";
      woken.abort();
    },
    demand: () => {
      if (!isRequired || last?.isDurable) return;
      if (last !== undefined) throw notDurable("what is written now could be lost", last);
      const message = `whether what is written now would be durable is not known: ${failure}`;
      throw new DomainError("store-not-durable", message);
    },
    stop: () => stopping.abort(),
  };
}

const notDurable = (what: string, { remarks }: Durability): DomainError =>
  new DomainError("store-not-durable", `${what}: ${remarks.map(({ detail }) => detail).join("; ")}`);
