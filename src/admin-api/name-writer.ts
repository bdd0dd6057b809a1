import { DomainError, isRefusal } from "../zone/errors.ts";
import type { Warning } from "../zone/payment/publication.ts";
import type {
  Expectation,
  NameFields,
  NameRecord,
  Once,
  Outcome,
  ReleaseTimes,
  Write,
} from "../zone/store/port.ts";
import type { ZoneStore } from "./ports.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";
import { RequestError } from "./request-error.ts";

/** What the answer to a write tells besides the record. It is kept with the outcome, so that a repetition is told the same. */
interface Told {
  /** Whether the name was not there before. */
  readonly created: boolean;
  readonly warnings: readonly Warning[];
}

/** What has come of a request to write a name. */
export interface Written extends Told {
  /** The zone's serial after the write. */
  readonly serial: number;
  /** As it was written; null for a deletion. */
  readonly record: NameRecord | null;
  /** Whether it was written by an earlier request with the same key. */
  readonly isRepeated: boolean;
}

/** Writes the names of a zone for one request. */
export interface NameWriter {
  get(user: string): Promise<NameRecord | undefined>;
  put(user: string, fields: NameFields, expect: Expectation, told: Told): Promise<Written>;
  delete(user: string, release: ReleaseTimes, expect: Expectation): Promise<Written>;
  /** What has come of the request before, or else what the attempt makes of it. The attempt writes once at most. */
  carryOut(attempt: () => Promise<Written>): Promise<Written>;
}

type Names = Pick<ZoneStore, "get" | "put" | "delete" | "writeOnce" | "outcome">;

/**
 * The writer for a request, which is carried out once if `once` says which it is. All that it writes is under that key: of
 * several attempts, here and at other instances, the first that succeeds is the only one, and the others get its outcome.
 */
export function nameWriter(store: Names, apex: string, once: Once | undefined): NameWriter {
  const writer = once === undefined ? plainWriter(store, apex) : onceWriter(store, apex, once);
  const carryOut: NameWriter["carryOut"] = async (attempt) => {
    try {
      return await writer.carryOut(attempt);
    } catch (error) {
      if (!isRefusal(error, "outcome-unknown")) throw error;
      throw new DomainError(error.code, `${error.message}${remedyOf(once)}`, { cause: error });
    }
  };
  return { ...writer, carryOut };
}

/** What to do about a write that may have been made, or is not answered yet: to repeat the request is safe under its key only. */
export const remedyOf = (once: Once | undefined): string =>
  once === undefined
    ? "; look at the name before you repeat the request"
    : "; repeat the request with the same Idempotency-Key";

const plainWriter = (store: Names, apex: string): NameWriter => ({
  get: (user) => store.get(apex, user),
  put: async (user, fields, expect, told) => {
    const record = await store.put(apex, user, fields, expect);
    return { serial: record.revision, record, ...told, isRepeated: false };
  },
  delete: async (user, release, expect) => {
    const serial = await store.delete(apex, user, release, expect);
    return { serial, record: null, ...DELETED, isRepeated: false };
  },
  carryOut: (attempt) => attempt(),
});

function onceWriter(store: Names, apex: string, once: Once): NameWriter {
  const write = async (each: Write, told: Told): Promise<Written> =>
    writtenOf(await store.writeOnce(apex, each, once, JSON.stringify(told)));
  const known = async (): Promise<Written | undefined> => {
    const outcome = await store.outcome(apex, once);
    return outcome && writtenOf(outcome);
  };
  return {
    get: (user) => store.get(apex, user),
    put: (user, fields, expect, told) => write({ kind: "put", user, fields, expect }, told),
    delete: (user, release, expect) => write({ kind: "delete", user, release, expect }, DELETED),
    // What is there now may be of the request's own making: it is not judged by that a second time.
    carryOut: async (attempt) => {
      const before = await known();
      if (before !== undefined) return before;
      try {
        return await attempt();
      } catch (error) {
        // So it may be where the same request was carried out meanwhile, at another instance.
        const meanwhile = isAtFault(error) ? await known() : undefined;
        if (meanwhile === undefined) throw error;
        return meanwhile;
      }
    },
  };
}

const DELETED: Told = Object.freeze({ created: false, warnings: [] });

const writtenOf = ({ serial, record, note, isRepeated }: Outcome): Written => {
  const { created, warnings } = JSON.parse(note) as Told;
  return { serial, record, created, warnings, isRepeated };
};

/** Whether the request is at fault, and not this server or its store. */
const isAtFault = (error: unknown): boolean =>
  error instanceof RequestError || (error instanceof DomainError && PROBLEM_TABLE[error.code].status < 500);
