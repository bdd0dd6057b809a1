import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { txtOf } from "../../support/raw-dns.ts";
import { decodeMessage, type ReferenceMessage } from "../../support/reference-message.ts";
import { type SignatureCheck, signedData, type TrustedZone } from "../../support/reference-signature.ts";
import { verifyResponse } from "../../support/reference-verifier.ts";
import { TYPE } from "../../support/reference-zone.ts";

/** What a sound answer says. Whether it is true is another question: see name-history.ts. */
export type Claim =
  /** Of a name: its URI, or null where it does not exist. `serial` is the zone's, where the answer has it. */
  | { readonly kind: "name"; readonly value: string | null; readonly serial?: number }
  | { readonly kind: "apex"; readonly serial?: number }
  /** SERVFAIL, with the INFO-CODE of its extended error (RFC 8914). */
  | { readonly kind: "failure"; readonly extendedError: number | undefined };

const [SERVFAIL, EDE_OPTION] = [2, 15];
const SERIAL_FROM_END = 20;

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** How many signatures are remembered as good. */
const KEPT_SIGNATURES = 20_000;

/** Verifies by OpenSSL, and each signature once: noble takes a millisecond and more. */
function openSslCheck(): SignatureCheck {
  const keys = new Map<string, KeyObject>();
  const good = new Set<string>();
  const keyOf = (dnskey: Uint8Array): KeyObject => {
    const id = Buffer.from(dnskey).toString("latin1");
    const coordinate = (from: number): string =>
      Buffer.from(dnskey.subarray(from, from + 32)).toString("base64url");
    const jwk = { kty: "EC", crv: "P-256", x: coordinate(4), y: coordinate(36) };
    const key = keys.get(id) ?? createPublicKey({ key: jwk, format: "jwk" });
    keys.set(id, key);
    return key;
  };
  return (rrsig, rrset, dnskey) => {
    const data = signedData(rrsig, rrset);
    const id = Buffer.concat([dnskey, rrsig.signature, data]).toString("latin1");
    if (good.has(id)) return;
    const key = { key: keyOf(dnskey), dsaEncoding: "ieee-p1363" } as const;
    demand(verify("sha256", data, key, rrsig.signature), "a signature does not verify");
    if (good.size >= KEPT_SIGNATURES) good.clear();
    good.add(id);
  };
}

export interface ClaimReader {
  /**
   * Throws, saying what is wrong, at every answer that is not sound: not authoritative, not signed, signed wrongly,
   * contradictory.
   */
  read(octets: Uint8Array, now: number): Claim;
}

/** Reads answers to questions with DO about names and the apex of a zone. */
export function claimReader(zone: TrustedZone, signatures: SignatureCheck = openSslCheck()): ClaimReader {
  return {
    read: (octets, now) => {
      const message = decodeMessage(octets);
      const { qr, tc, ra, opcode, rcode, question } = message;
      demand(qr && !tc && !ra && opcode === 0, "strange flags");
      if (rcode === SERVFAIL) return failureOf(message);
      demand(message.aa, "not authoritative");
      const verdict = verifyResponse(message, { zone, now, signatures });
      switch (question?.type) {
        case TYPE.TXT:
          demand(verdict.claim !== "nodata", "the name exists without a TXT record");
          return verdict.claim === "answer"
            ? { kind: "name", value: txtOf(message)!.text }
            : { kind: "name", value: null, serial: serialOf(message.authority) };
        case TYPE.SOA:
          demand(verdict.claim === "answer", "the apex has no SOA");
          return { kind: "apex", serial: serialOf(message.answer) };
        case TYPE.DNSKEY: {
          const rdatas = verdict.claim === "answer" ? verdict.rrset.rdatas : [];
          const same = rdatas.length === zone.dnskeys.length && rdatas.every((rdata) => isAmong(zone, rdata));
          demand(same, "other DNSKEYs than the zone's");
          return { kind: "apex" };
        }
        default:
          throw new Error("another question than was asked");
      }
    },
  };
}

const isAmong = ({ dnskeys }: TrustedZone, rdata: Uint8Array): boolean =>
  dnskeys.some((dnskey) => Buffer.compare(dnskey, rdata) === 0);

function failureOf({ answer, authority, opt }: ReferenceMessage): Claim {
  demand(answer.length === 0 && authority.length === 0, "SERVFAIL with records");
  const data = opt?.options.find(({ code }) => code === EDE_OPTION)?.data;
  return {
    kind: "failure",
    extendedError: data === undefined ? undefined : Buffer.from(data).readUInt16BE(0),
  };
}

/** RFC 1035 §3.3.13: the serial is the first of the five numbers at the end. */
function serialOf(records: ReferenceMessage["answer"]): number {
  const soa = records.find(({ type }) => type === TYPE.SOA);
  if (soa === undefined) throw new Error("no SOA");
  return Buffer.from(soa.rdata).readUInt32BE(soa.rdata.length - SERIAL_FROM_END);
}
