import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type DomainError, isRefusal } from "../../errors.ts";
import type { Store, ZoneRecord } from "../port.ts";
import { importUnderWay, keySetConflict, policyMismatch, zoneTaken, zoneUnknown } from "../refusal.ts";
import { zoneReader } from "../zone-record.ts";
import type { Connection } from "./connection.ts";
import type { OnDamage } from "./damage.ts";
import { importKeys, ZONES, zoneKeys } from "./keys.ts";
import { positionText } from "./position.ts";
import { foreign } from "./record.ts";
import { CREATE_ZONE, LIST_ZONE, PUT_CONFIG, PUT_KEY_SET } from "./scripts.ts";
import { newMark } from "./write.ts";

interface Zones {
  readonly methods: Pick<Store, "zones" | "zone" | "createZone" | "putPolicy" | "keySet" | "putKeySet">;
  /** A zone with the position that its serial is at. Rejects with {@link DomainError} `zone-unknown`. */
  at(apex: string): Promise<{ readonly zone: ZoneRecord; readonly position: string }>;
}

interface Found {
  readonly zone: ZoneRecord;
  /** The configuration as it is kept. */
  readonly config: string;
  readonly position: string;
}

/** The store's methods for zones and their key sets. */
export function openZones(connection: Connection, onDamage: OnDamage): Zones {
  const zoneRecord = zoneReader();

  const find = async (apex: string): Promise<Found | undefined> => {
    const { zone: key } = zoneKeys(apex);
    const row = await connection.read(key, (client) =>
      client.hmget(key, "config", "generation", "serial", "names", "mark"),
    );
    if (row.every((value) => value === null)) return undefined;
    const [config, generation, serialText, namesText, mark] = row;
    const [serial, names] = [Number(serialText ?? NaN), Number(namesText ?? NaN)];
    const counted = Number.isSafeInteger(serial) && Number.isSafeInteger(names);
    if (!counted || config == null || generation == null || mark == null) throw foreign(`the zone ${apex}`);
    try {
      const zone = zoneRecord({ apex, config, generation, serial, names });
      if (zone.apex === apex) return { zone, config, position: positionText({ generation, serial, mark }) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw foreign(`the configuration of the zone ${apex}`);
  };
  const existing = async (apex: string): Promise<Found> => {
    const found = await find(apex);
    if (found === undefined) throw zoneUnknown(apex);
    return found;
  };

  const createZone: Store["createZone"] = async (config) => {
    const { apex } = config;
    // First the list, then the zone, which is in another slot of a Cluster: a zone that is made is listed, come what may between.
    await connection.write(LIST_ZONE, [ZONES], [apex]);
    const { zone, changes, ...others } = zoneKeys(apex);
    const { progress } = importKeys(apex);
    const keys = [zone, progress, ...Object.values(others), changes];
    const args = [JSON.stringify(config), randomUUID(), newMark()];
    const reply = await connection.write(CREATE_ZONE, keys, args);
    if (reply === 0) throw zoneTaken(apex);
    if (reply === progress) throw importUnderWay(apex);
    if (typeof reply === "string") throw foreign(`"${reply}", which is of a zone that is not there,`);
    return (await existing(apex)).zone;
  };

  const putPolicy: Store["putPolicy"] = async (apex, payment, expected) => {
    for (;;) {
      const { zone: record, config } = await existing(apex);
      if (!isDeepStrictEqual(record.payment, expected)) throw policyMismatch(apex);
      const { generation, serial, names, ...rest } = record;
      const next = JSON.stringify({ ...rest, payment });
      const { zone } = zoneKeys(apex);
      const put = await connection.write(PUT_CONFIG, [zone], [config, next]);
      // Where somebody else was faster it is held against what they have put.
      if (put === 1) return { ...record, payment };
    }
  };

  const keySet: Store["keySet"] = async (apex) => {
    const { keySet: key } = zoneKeys(apex);
    const [version, sealed] = await connection.read(key, (client) =>
      client.hmgetBuffer(key, "version", "sealed"),
    );
    if (version == null && sealed == null) return undefined;
    const number = Number(version?.toString() ?? NaN);
    if (!Number.isSafeInteger(number) || sealed == null) throw foreign(`the key set of the zone ${apex}`);
    return { version: number, sealed: Uint8Array.from(sealed) };
  };

  const putKeySet: Store["putKeySet"] = async (apex, sealed, ifVersion) => {
    const { zone, keySet } = zoneKeys(apex);
    const args = [ifVersion, Buffer.from(sealed)];
    const reply = (await connection.write(PUT_KEY_SET, [zone, keySet], args)) as
      | readonly [done: number, version: number]
      | null;
    if (reply === null) throw zoneUnknown(apex);
    const [done, version] = reply;
    if (done === 0) throw keySetConflict(version, ifVersion);
    return version;
  };

  const zones: Store["zones"] = async () => {
    const apexes = await connection.read(ZONES, (client) => client.smembers(ZONES));
    const listed: ZoneRecord[] = [];
    const damaged: [apex: string, error: DomainError][] = [];
    const look = async (apex: string): Promise<void> => {
      try {
        const found = await find(apex);
        if (found !== undefined) listed.push(found.zone);
      } catch (error) {
        if (!isRefusal(error, "store-format")) throw error;
        damaged.push([apex, error]);
      }
    };
    await Promise.all(apexes.map(look));
    // One that cannot be read keeps no other from being served; where it is all there is, nobody may take the store for empty.
    if (listed.length === 0 && damaged[0] !== undefined) throw damaged[0][1];
    for (const [apex, error] of damaged) onDamage(apex, error);
    listed.sort((a, b) => (a.apex < b.apex ? -1 : 1));
    return listed;
  };
  return {
    methods: {
      zones,
      zone: async (apex) => (await find(apex))?.zone,
      createZone,
      putPolicy,
      keySet,
      putKeySet,
    },
    at: existing,
  };
}
