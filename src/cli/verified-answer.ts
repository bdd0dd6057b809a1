import { ask } from "../delegation/ask.ts";
import type { AskedRecord } from "../delegation/asked-record.ts";
import { DigestType, dsOf } from "../dnssec/keys/apex-records.ts";
import { verifyRrset } from "../dnssec/verify.ts";
import { canonicalName, equalNames } from "../zone/name.ts";
import { formatName, parseName } from "../zone/name-text.ts";
import { dnskeyRdata, keyTag } from "../zone/rdata/dnskey.ts";
import { rrsigRdata } from "../zone/rdata/rrsig.ts";
import { formatRdata } from "../zone/rdata/text.ts";
import { RrType } from "../zone/rr-type.ts";
import { type Rrset, rrset } from "../zone/rrset.ts";
import { failed } from "./failure.ts";
import type { Address } from "./surroundings.ts";

/** An answer and what proves it. */
export interface VerifiedAnswer {
  /** The records in presentation form, a line each. */
  readonly lines: readonly string[];
  readonly keyTag: number;
  /** Of the signature, in Unix seconds. */
  readonly validUntil: number;
}

const NOERROR = 0;

/**
 * Asks the server as a resolver does and proves its answer from one DS (RDATA in presentation form): DS → DNSKEY → TXT.
 * `now` is in Unix seconds. Throws CommandFailure where the chain breaks.
 */
export async function verifiedTxt(
  server: Address,
  owner: string,
  apex: string,
  ds: readonly string[],
  now: number,
): Promise<VerifiedAnswer> {
  const keys = await asked(server, apex, RrType.DNSKEY);
  const entry = keys.rrset.rdatas.find((dnskey) =>
    ds.includes(formatRdata(RrType.DS, dsOf(parseName(apex), dnskey, DigestType.SHA256))),
  );
  if (entry === undefined) throw failed("none of the keys that are answered has the DS of the zone");
  prove(keys, [entry], now);
  const txt = await asked(server, owner, RrType.TXT);
  const proof = prove(txt, keys.rrset.rdatas, now);
  return { lines: presented(txt.rrset), ...proof };
}

interface SignedRrset {
  readonly rrset: Rrset;
  /** RRSIG RDATA. */
  readonly signatures: readonly Uint8Array[];
}

async function asked({ host, port }: Address, name: string, type: number): Promise<SignedRrset> {
  const { rcode, records } = await ask({ host, port, name, type });
  if (rcode !== NOERROR) throw failed(`${name} is answered with RCODE ${rcode}`);
  const owner = canonicalName(parseName(name));
  const own = records.filter((record) => equalNames(record.owner, owner));
  const data = own.filter((record) => record.type === type);
  if (data.length === 0) throw failed(`${name} is answered without the records that were asked for`);
  return {
    rrset: rrset(owner, type, data[0]!.ttl, data.map(rdataOf)),
    signatures: own.filter((record) => record.type === RrType.RRSIG).map(rdataOf),
  };
}

const rdataOf = ({ rdata }: AskedRecord): Uint8Array => rdata;

/** The first signature that one of the keys has made over the RRset. */
function prove(
  { rrset: set, signatures }: SignedRrset,
  dnskeys: readonly Uint8Array[],
  now: number,
): Pick<VerifiedAnswer, "keyTag" | "validUntil"> {
  for (const signature of signatures) {
    const { keyTag: tag, expiration } = rrsigRdata.decode(signature);
    for (const dnskey of dnskeys.filter((key) => keyTag(key) === tag)) {
      if (verifyRrset(dnskeyRdata.decode(dnskey).publicKey, set, signature, now)) {
        return { keyTag: tag, validUntil: expiration };
      }
    }
  }
  throw failed(`no signature proves the answer for ${formatName(set.owner)}`);
}

const presented = ({ owner, ttl, type, rdatas }: Rrset): string[] =>
  rdatas.map((rdata) => `${formatName(owner)} ${ttl} IN TXT ${formatRdata(type, rdata)}`);
