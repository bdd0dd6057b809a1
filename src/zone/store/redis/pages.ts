import { DomainError, isRefusal } from "../../errors.ts";
import type { NameRecord } from "../port.ts";
import { zoneUnknown } from "../refusal.ts";
import type { Connection } from "./connection.ts";
import { zoneKeys } from "./keys.ts";
import { foreign, recordOf } from "./record.ts";
import { PAGE } from "./scripts.ts";

interface NamesPage {
  readonly generation: string;
  readonly records: readonly NameRecord[];
  /** The users that the page is of, be their records readable or not. */
  readonly users: readonly string[];
}

type Reply =
  | readonly [generation: string, users: readonly string[], records: readonly (string | null)[]]
  | null;

/**
 * The names that follow `after` in the order of octets, at most `limit`, as they are at one instant. "" is before all. Rejects
 * where a record cannot be read, unless there is an `onDamage`: that is told, and the others are given.
 */
export async function pageAfter(
  connection: Connection,
  apex: string,
  after: string,
  limit: number,
  onDamage?: (error: DomainError) => void,
): Promise<NamesPage> {
  const { zone, names, users } = zoneKeys(apex);
  const start = after === "" ? "-" : `(${after}`;
  const reply = (await connection.query(PAGE, [zone, names, users], [start, limit])) as Reply;
  if (reply === null) throw zoneUnknown(apex);
  const [generation, found, texts] = reply;
  const records = found.flatMap((user, i) => {
    try {
      const text = texts[i];
      if (typeof text === "string") return recordOf(user, text);
      throw foreign(`the index of the zone ${apex}, which has "${user}" without a record,`);
    } catch (error) {
      if (onDamage === undefined || !isRefusal(error, "store-format")) throw error;
      onDamage(error);
      return [];
    }
  });
  return { generation, records, users: found };
}

/**
 * A zone's names, page by page, each page as it is when it is read: it may be newer than the snapshot's position, and the
 * changes after the position set right what is. Rejects where another zone has taken the place of the one with this
 * generation: its names, or their absence, are not the snapshot's. For `onDamage` see {@link pageAfter}.
 */
export async function* pagesOf(
  connection: Connection,
  apex: string,
  generation: string,
  batchSize: number,
  onDamage?: (error: DomainError) => void,
): AsyncGenerator<readonly NameRecord[]> {
  let last = "";
  for (;;) {
    const page = await pageAfter(connection, apex, last, batchSize, onDamage);
    if (page.generation !== generation) {
      throw new DomainError("store-unavailable", `the zone ${apex} was replaced while its names were read`);
    }
    if (page.records.length > 0) yield page.records;
    if (page.users.length < batchSize) return;
    last = page.users.at(-1)!;
  }
}
