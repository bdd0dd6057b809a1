import type { ZoneRecord } from "../zone/store/port.ts";
import type { ZoneConfig } from "../zone/zone-config.ts";
import type { ZoneView } from "./client-types.ts";
import type { ZoneKeyView } from "./ports.ts";

/** RFC 4034 §2.1.1: the secure entry point flag, set on keys that the parent's DS may point to. */
const SEP = 0x0001;
/** RFC 4509: the digest that every validator knows, and every wallet's. */
const SHA_256 = 2;

/** What a zone was set up with, without what the store adds to it. */
export const configOf = ({
  apex,
  domain,
  nameServers,
  contact,
  timers,
  infrastructureTtl,
  payment,
}: ZoneConfig): ZoneConfig => ({ apex, domain, nameServers, contact, timers, infrastructureTtl, payment });

/** A zone as callers see it, with the lines that its operator has to put into the parent zone. */
export function zoneView(zone: ZoneRecord, keys: readonly ZoneKeyView[]): ZoneView {
  const { nameServers, ...config } = configOf(zone);
  return {
    ...config,
    nameServers: nameServers.map(({ name, addresses }) => ({ name, addresses: [...addresses] })),
    serial: zone.serial,
    names: zone.names,
    keys: keys.map(({ flags, keyTag, algorithm, dnskey }) => ({ flags, keyTag, algorithm, dnskey })),
    ds: entryPoints(keys).map(({ text }) => text),
    parent: parentLines(zone, keys),
  };
}

const entryPoints = (keys: readonly ZoneKeyView[]): ZoneKeyView["ds"][number][] =>
  keys.filter(({ flags }) => (flags & SEP) !== 0).flatMap(({ ds }) => ds);

/** NS, DS and glue in presentation form (RFC 1035 §5.1), one record a line. */
function parentLines(zone: ZoneConfig, keys: readonly ZoneKeyView[]): string[] {
  const line = (owner: string, type: string, rdata: string): string =>
    `${owner}. ${zone.infrastructureTtl} IN ${type} ${rdata}`;
  const ds = entryPoints(keys).filter(({ digestType }) => digestType === SHA_256);
  return [
    ...zone.nameServers.map(({ name }) => line(zone.apex, "NS", `${name}.`)),
    ...ds.map(({ text }) => line(zone.apex, "DS", text)),
    // Only name servers inside the zone have addresses here (see zoneConfig).
    ...zone.nameServers.flatMap(({ name, addresses }) =>
      addresses.map((address) => line(name, address.includes(":") ? "AAAA" : "A", address)),
    ),
  ];
}
