import type { SnapshotFolder } from "../../src/zone/snapshot/folder.ts";
import type {
  SavedZone,
  SnapshotChange,
  SnapshotEnd,
  SnapshotHead,
  SnapshotName,
} from "../../src/zone/snapshot/snapshot.ts";
import { zoneConfig } from "../../src/zone/zone-config.ts";

const config = zoneConfig({
  domain: "example.com",
  nameServers: [
    { name: "ns1.example.net" },
    { name: "ns2._bitcoin-payment.example.com", addresses: ["192.0.2.1"] },
  ],
});
export const { apex: APEX } = config;

export const HEAD: SnapshotHead = {
  zone: { ...config, generation: "7f", serial: 5, names: 3 },
  serial: 9,
  position: "1700000000000-0",
  keySet: { version: 2, sealed: Uint8Array.from({ length: 256 }, (_, i) => i) },
  names: 3,
  savedAt: 1_767_225_600,
};

export const named = (user: string, rest: Partial<SnapshotName> = {}): SnapshotName => ({
  user,
  uri: `bitcoin:?lno=${user}`,
  ttl: 300,
  expiresAt: null,
  revision: 1,
  ...rest,
});
export const gone = (user: string): SnapshotChange => ({ user, record: null });
export const put = (record: SnapshotName): SnapshotChange => ({ user: record.user, record });

export async function* pages(
  ...list: readonly (readonly SnapshotName[])[]
): AsyncGenerator<readonly SnapshotName[], void> {
  yield* list;
}
export const end =
  (...changes: readonly SnapshotChange[]) =>
  (): SnapshotEnd => ({ head: HEAD, changes });

/** All batches of a snapshot. */
export async function batchesIn({ batches }: SavedZone): Promise<readonly (readonly SnapshotName[])[]> {
  const read: (readonly SnapshotName[])[] = [];
  for await (const batch of batches) read.push(batch);
  return read;
}

/** All names of a zone's snapshot; undefined where there is none. */
export async function namesIn(folder: SnapshotFolder): Promise<readonly SnapshotName[] | undefined> {
  const saved = await folder.read(APEX);
  return saved && (await batchesIn(saved)).flat();
}
