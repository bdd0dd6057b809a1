import { isIPv4 } from "node:net";
import { labelCount, type Name } from "./name.ts";
import { parseName } from "./name-text.ts";
import { aRdata } from "./rdata/a.ts";
import { aaaaRdata } from "./rdata/aaaa.ts";
import { nsRdata } from "./rdata/ns.ts";
import { soaRdata } from "./rdata/soa.ts";
import { Replica } from "./replica/replica.ts";
import { RrType } from "./rr-type.ts";
import { type Rrset, rrset } from "./rrset.ts";
import { userBase } from "./user-base.ts";
import type { ZoneConfig } from "./zone-config.ts";

/** The zone's own records at one name: everything that is not a payment name. */
export interface OwnRecords {
  readonly owner: Name;
  readonly rrsets: ReadonlyMap<number, Rrset>;
  /** The true types of the name as NSEC states them (RFC 4034 §4.1.2), RRSIG and NSEC included. */
  readonly types: readonly number[];
}

/** A zone as it is answered: its own records, and the payment names in a replica. */
export interface Zone {
  readonly apex: Name;
  readonly apexLabels: number;
  readonly config: ZoneConfig;
  /** Every payment name lies below it. */
  readonly userBase: Name;
  readonly replica: Replica;
  /** Own records by the index that the replica's node holds; the apex is the first. */
  readonly owners: readonly OwnRecords[];
  /** The SOA RRset; also in {@link owners}. */
  readonly soa: Rrset;
  /** RFC 9077 §3: min(SOA TTL, SOA minimum), in seconds. */
  readonly negativeTtl: number;
  /** Moves the SOA serial along with the store's counter. */
  setSerial(serial: number): void;
}

/** What a zone is made of. `apexRrsets` come from its keys: DNSKEY, CDS, CDNSKEY. */
export interface ZoneParts {
  readonly config: ZoneConfig;
  readonly serial: number;
  readonly apexRrsets: readonly Rrset[];
  /** Octets of an RRSIG RR of this zone. */
  readonly signatureOctets: number;
}

/** RFC 1982: the store's counter goes on past 2^32, the SOA serial wraps. */
const soaSerial = (serial: number): number => serial % 2 ** 32;

export function createZone({ config, serial, apexRrsets, signatureOctets }: ZoneParts): Zone {
  const apex = parseName(config.apex);
  const ttl = config.infrastructureTtl;
  const soaOf = (at: number): Rrset =>
    rrset(apex, RrType.SOA, ttl, [
      soaRdata.encode({
        mname: parseName(config.nameServers[0]!.name),
        rname: parseName(config.contact),
        serial: soaSerial(at),
        ...config.timers,
      }),
    ]);
  const nameServers = config.nameServers.map(({ name }) => nsRdata.encode({ nsdname: parseName(name) }));
  const apexRecords = new Map(apexRrsets.map((set) => [set.type, set]));
  apexRecords.set(RrType.SOA, soaOf(serial));
  apexRecords.set(RrType.NS, rrset(apex, RrType.NS, ttl, nameServers));
  const owners = [ownRecords(apex, apexRecords), ...addressRecords(config)];

  const replica = new Replica(apex, signatureOctets);
  owners.forEach(({ owner }, index) => {
    replica.putOwn(owner, index);
  });
  return {
    apex,
    apexLabels: labelCount(apex),
    config,
    userBase: userBase(config.domain),
    replica,
    owners,
    negativeTtl: Math.min(ttl, config.timers.minimum),
    get soa() {
      return apexRecords.get(RrType.SOA)!;
    },
    setSerial: (next) => {
      apexRecords.set(RrType.SOA, soaOf(next));
    },
  };
}

const ownRecords = (owner: Name, rrsets: ReadonlyMap<number, Rrset>): OwnRecords => ({
  owner,
  rrsets,
  types: Object.freeze([...rrsets.keys(), RrType.RRSIG, RrType.NSEC].sort((a, b) => a - b)),
});

/** The address records of the name servers inside the zone. */
function addressRecords(config: ZoneConfig): OwnRecords[] {
  return config.nameServers
    .filter(({ addresses }) => addresses.length > 0)
    .map(({ name, addresses }) => {
      const owner = parseName(name);
      const ttl = config.infrastructureTtl;
      const v4 = addresses.filter((address) => isIPv4(address)).map((address) => aRdata.encode({ address }));
      const v6 = addresses
        .filter((address) => !isIPv4(address))
        .map((address) => aaaaRdata.encode({ address }));
      const sets = [rrset(owner, RrType.A, ttl, v4), rrset(owner, RrType.AAAA, ttl, v6)];
      return ownRecords(
        owner,
        new Map(sets.filter((set) => set.rdatas.length > 0).map((set) => [set.type, set])),
      );
    });
}
