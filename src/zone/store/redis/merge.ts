import type { Entry } from "../transfer-port.ts";

/** A source that is read entry by entry: `head` is its next one, or undefined at its end. */
interface Head {
  entry: Entry | undefined;
  advance(): Promise<void>;
}

async function headOf(batches: AsyncIterable<readonly Entry[]>): Promise<Head> {
  const iterator = batches[Symbol.asyncIterator]();
  let batch: readonly Entry[] = [];
  let index = 0;
  const head: Head = {
    entry: undefined,
    advance: async () => {
      for (index += 1; index >= batch.length; index = 0) {
        const { done, value } = await iterator.next();
        if (done) {
          head.entry = undefined;
          return;
        }
        batch = value;
      }
      head.entry = batch[index];
    },
  };
  await head.advance();
  return head;
}

/**
 * Brings sources that each ascend by user into one sequence that does, in batches. Of entries of one user the first stays.
 * Users are ASCII: the order of their characters is that of their octets.
 */
export async function* merged(
  sources: readonly AsyncIterable<readonly Entry[]>[],
  batchSize: number,
): AsyncGenerator<readonly Entry[]> {
  const heads = await Promise.all(sources.map(headOf));
  let batch: Entry[] = [];
  let last = "";
  for (;;) {
    let first: Head | undefined;
    for (const head of heads) {
      if (head.entry !== undefined && (first === undefined || head.entry.user < first.entry!.user)) {
        first = head;
      }
    }
    if (first === undefined) break;
    const entry = first.entry!;
    await first.advance();
    if (entry.user === last) continue;
    last = entry.user;
    batch.push(entry);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
