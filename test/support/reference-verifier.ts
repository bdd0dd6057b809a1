import type { Labels, ReferenceMessage, ReferenceRecord } from "./reference-message.ts";
import { proveNameError, proveNoData, type ReferenceNsec, readNsec } from "./reference-nsec.ts";
import { type OrderKey, orderKey } from "./reference-order.ts";
import {
  checkRrsig,
  type ReferenceRrset,
  readRrsig,
  type SignatureCheck,
  type TrustedZone,
  verifySignature,
} from "./reference-signature.ts";

/*
 * A validating resolver's reading of one response, written from RFC 4035 §5, RFC 4592, RFC 6840, RFC 8020 and RFC 9077, and
 * sharing nothing with the server. It is stricter than resolvers are: what they would forgive, it throws at.
 */

/** What a response proves. */
export type Verdict =
  | { readonly claim: "answer"; readonly rrset: ReferenceRrset }
  | { readonly claim: "nodata"; readonly nsecs: readonly ReferenceNsec[] }
  | {
      readonly claim: "nxdomain";
      readonly nsecs: readonly ReferenceNsec[];
      /** As a validator derives it from the NSEC that covers the name. */
      readonly closestEncloser: OrderKey;
    };

export interface VerifierOptions {
  readonly zone: TrustedZone;
  /** Unix seconds. */
  readonly now: number;
  /** Whether the curve is asked, and by whom if not by noble; everything else is checked in any case. */
  readonly signatures: boolean | SignatureCheck;
}

const [SOA, RRSIG, NSEC, ANY] = [6, 46, 47, 255];
const [NOERROR, NXDOMAIN] = [0, 3];

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** RRsets in the order of their first record, RRSIGs with what they cover. */
function rrsetsOf(records: readonly ReferenceRecord[]): ReferenceRrset[] {
  const groups = new Map<string, ReferenceRecord[]>();
  for (const record of records.filter(({ type }) => type !== RRSIG)) {
    const group = `${orderKey(record.owner)}/${record.type}/${record.class}`;
    groups.set(group, [...(groups.get(group) ?? []), record]);
  }
  const rrsets = [...groups.values()].map((members): ReferenceRrset => {
    const [{ owner, type, class: rrClass, ttl }] = members as [ReferenceRecord];
    demand(
      members.every((member) => member.ttl === ttl),
      "TTLs differ within an RRset (RFC 2181 §5.2)",
    );
    const rdatas = members.map(({ rdata }) => rdata);
    demand(
      rdatas.every((rdata, i) => i === 0 || Buffer.compare(rdatas[i - 1]!, rdata) < 0),
      "RDATA is out of order, or there twice (RFC 4034 §6.3)",
    );
    return { owner, type, class: rrClass, ttl, rdatas, rrsigs: signaturesOf(records, owner, type) };
  });
  const covered = rrsets.reduce((sum, { rrsigs }) => sum + rrsigs.length, 0);
  demand(
    covered + rrsets.reduce((sum, { rdatas }) => sum + rdatas.length, 0) === records.length,
    "stray RRSIG",
  );
  return rrsets;
}

const signaturesOf = (records: readonly ReferenceRecord[], owner: Labels, type: number): ReferenceRecord[] =>
  records.filter(
    (record) =>
      record.type === RRSIG &&
      readRrsig(record.rdata).typeCovered === type &&
      orderKey(record.owner) === orderKey(owner),
  );

function verifyRrset(rrset: ReferenceRrset, { zone, now, signatures }: VerifierOptions): void {
  demand(rrset.class === 1, "another class than IN");
  demand(rrset.rrsigs.length === 1, `type ${rrset.type} has ${rrset.rrsigs.length} RRSIGs`);
  const [record] = rrset.rrsigs as [ReferenceRecord];
  // RFC 4034 §3: "The TTL value of an RRSIG RR MUST match the TTL value of the RRset it covers."
  demand(record.ttl === rrset.ttl, "an RRSIG's TTL differs from its RRset's");
  const rrsig = readRrsig(record.rdata);
  const dnskey = checkRrsig(rrsig, rrset, zone, now);
  const verify = signatures === true ? verifySignature : signatures;
  if (verify !== false) verify(rrsig, rrset, dnskey);
}

/** What a response with DO proves of its question. Throws where it proves nothing. */
export function verifyResponse(message: ReferenceMessage, options: VerifierOptions): Verdict {
  const { question, answer, authority } = message;
  if (question === undefined) throw new Error("no question");
  const name = orderKey(question.name);
  if (answer.length > 0) {
    demand(message.rcode === NOERROR, "an answer with an RCODE");
    // dnssec-prover parses AUTHORITY too (BIP-353).
    demand(authority.length === 0, "a positive answer with AUTHORITY");
    demand(
      answer.every(({ owner }) => orderKey(owner) === name),
      "an answer of another owner",
    );
    return { claim: "answer", rrset: verifyAnswer(answer, question.type, options) };
  }
  const rrsets = rrsetsOf(authority);
  for (const rrset of rrsets) verifyRrset(rrset, options);
  const nsecs = denialOf(rrsets, options.zone.apex);
  if (message.rcode === NXDOMAIN)
    return { claim: "nxdomain", nsecs, closestEncloser: proveNameError(nsecs, name, options.zone.apex) };
  demand(message.rcode === NOERROR, `RCODE ${message.rcode}`);
  proveNoData(nsecs, name, question.type, options.zone.apex);
  return { claim: "nodata", nsecs };
}

function verifyAnswer(
  answer: readonly ReferenceRecord[],
  type: number,
  options: VerifierOptions,
): ReferenceRrset {
  if (type === RRSIG) {
    demand(answer.length === 1 && answer[0]!.type === RRSIG, "more than one RRSIG");
    const { owner, class: rrClass, ttl, rdata } = answer[0]!;
    const rrsig = readRrsig(rdata);
    checkRrsig(rrsig, { owner, type: rrsig.typeCovered, ttl }, options.zone, options.now);
    return { owner, type, class: rrClass, ttl, rdatas: [rdata], rrsigs: [] };
  }
  const [rrset, ...others] = rrsetsOf(answer);
  if (rrset === undefined || others.length > 0) throw new Error("not one RRset");
  demand(type === ANY || rrset.type === type, "an answer of another type");
  verifyRrset(rrset, options);
  return rrset;
}

/** The NSEC records of a negative answer, which has the SOA and nothing else beside them. */
function denialOf(rrsets: readonly ReferenceRrset[], apex: OrderKey): ReferenceNsec[] {
  const [soa, ...proofs] = rrsets;
  if (soa?.type !== SOA || orderKey(soa.owner) !== apex) throw new Error("no SOA at the head of AUTHORITY");
  // RFC 9077 §3: min(SOA TTL, SOA minimum) for SOA and NSEC alike.
  const minimum = Buffer.from(soa.rdatas[0]!).readUInt32BE(soa.rdatas[0]!.length - 4);
  const configured = readRrsig(soa.rrsigs[0]!.rdata).originalTtl;
  for (const { type, ttl, rdatas } of rrsets) {
    demand(ttl === Math.min(minimum, configured), `TTL ${ttl} in a negative answer`);
    demand(
      rdatas.length === 1 && (type === NSEC || rrsets[0]!.type === type),
      "strange records in AUTHORITY",
    );
  }
  return proofs.map(({ owner, rdatas }) => readNsec(owner, rdatas[0]!));
}
