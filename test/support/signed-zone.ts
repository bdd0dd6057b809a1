import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answers } from "./dig.ts";
import { type ForeignProcess, run, startProcess } from "./foreign-process.ts";

/** A zone in a directory of its own, signed by BIND's tools with one key of algorithm 13. */
export interface SignedZone {
  readonly directory: string;
  /** With its last dot. */
  readonly apex: string;
  /** Name of the signed zone's file. */
  readonly file: string;
  /** RDATA of the key's DS: `<tag> 13 2 <digest>`. */
  readonly ds: string;
  /** RDATA of the key: `257 3 13 <base64>`. */
  readonly dnskey: string;
}

/** The RDATA at the end of a record in presentation format. */
const rdataOf = (line: string, type: string): string => {
  const rdata = new RegExp(`\\s${type}\\s+(.+)`).exec(line)?.[1];
  if (rdata === undefined) throw new Error(`no ${type} in: ${line}`);
  return rdata.trim();
};

/** Makes the key of a zone; {@link signZone} signs with it, as often as wanted. `directory` exists and is empty. */
export async function createZone(directory: string, apex: string): Promise<SignedZone> {
  const args = ["-q", "-a", "ECDSAP256SHA256", "-f", "KSK", "-K", directory, apex];
  const key = (await run("dnssec-keygen", args)).trim();
  const ds = await run("dnssec-dsfromkey", ["-2", join(directory, key)]);
  const dnskey = await readFile(join(directory, `${key}.key`), "utf8");
  return { directory, apex, file: "zone.signed", ds: rdataOf(ds, "DS"), dnskey: rdataOf(dnskey, "DNSKEY") };
}

/**
 * Writes and signs the zone's file. `records` are lines of a zone file without SOA; `@` is the apex. The denial is NSEC.
 */
export async function signZone(zone: SignedZone, serial: number, records: readonly string[]): Promise<void> {
  const soa = `@ SOA ns hostmaster ${serial} 14400 3600 1209600 60`;
  const text = [`$ORIGIN ${zone.apex}`, "$TTL 3600", soa, ...records, ""].join("\n");
  await writeFile(join(zone.directory, "zone"), text);
  // -z: the one key signs everything; -S: it is found in the directory.
  const args = ["-q", "-S", "-z", "-K", zone.directory, "-o", zone.apex, "-f", zone.file, "zone"];
  await run("dnssec-signzone", args, zone.directory);
}

/** Serves signed zones with NSD on port 53 of an address. Resolves when it answers. */
export async function serveZone(zone: SignedZone, address: string): Promise<ForeignProcess> {
  const { directory } = zone;
  const config = `
server:
  ip-address: ${address}@53
  server-count: 1
  username: ""
  database: ""
  zonesdir: "${directory}"
  zonelistfile: "${directory}/zone.list"
  xfrdfile: "${directory}/xfrd.state"
  xfrdir: "${directory}"
  pidfile: "${directory}/nsd.pid"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: "${zone.apex}"
  zonefile: "${zone.file}"
`;
  await writeFile(join(directory, "nsd.conf"), config);
  return startProcess("nsd", ["-d", "-c", join(directory, "nsd.conf")], () =>
    answers({ host: address, port: 53 }),
  );
}
