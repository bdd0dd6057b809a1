import { DomainError } from "../../errors.ts";
import type { NameRecord } from "../port.ts";
import { zoneUnknown } from "../refusal.ts";
import type { Connection } from "./connection.ts";
import { zoneKeys } from "./keys.ts";
import { foreign, recordOf } from "./record.ts";
import { PAGE } from "./scripts.ts";

interface NamesPage {
  readonly generation: string;
  readonly records: readonly NameRecord[];
}

type Reply =
  | readonly [generation: string, users: readonly string[], records: readonly (string | null)[]]
  | null;

/** The names that follow `after` in the order of octets, at most `limit`, as they are at one instant. "" is before all. */
export async function pageAfter(
  connection: Connection,
  apex: string,
  after: string,
  limit: number,
): Promise<NamesPage> {
  const { zone, names, users } = zoneKeys(apex);
  const start = after === "" ? "-" : `(${after}`;
  const reply = (await connection.query(PAGE, [zone, names, users], [start, limit])) as Reply;
  if (reply === null) throw zoneUnknown(apex);
  const [generation, found, texts] = reply;
  const records = found.map((user, i) => {
    const text = texts[i];
    if (typeof text !== "string")
      throw foreign(`the index of the zone ${apex}, which has "${user}" without a record,`);
    return recordOf(user, text);
  });
  return { generation, records };
}

/**
 * A zone's names, page by page, each page as it is when it is read: it may be newer than the snapshot's position, and the
 * changes after the position set right what is. Rejects where another zone has taken the place of the one with this
 * generation: its names, or their absence, are not the snapshot's.
 */
export async function* pagesOf(
  connection: Connection,
  apex: string,
  generation: string,
  batchSize: number,
): AsyncGenerator<readonly NameRecord[]> {
  let last = "";
  for (;;) {
    const page = await pageAfter(connection, apex, last, batchSize);
    if (page.generation !== generation) {
      throw new DomainError("store-unavailable", `the zone ${apex} was replaced while its names were read`);
    }
    if (page.records.length > 0) yield page.records;
    if (page.records.length < batchSize) return;
    last = page.records.at(-1)!.user;
  }
}
