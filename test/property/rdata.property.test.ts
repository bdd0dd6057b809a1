import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WireError } from "../../src/zone/errors.ts";
import { foldOctet } from "../../src/zone/name.ts";
import { aRdata } from "../../src/zone/rdata/a.ts";
import { aaaaRdata } from "../../src/zone/rdata/aaaa.ts";
import { caaRdata } from "../../src/zone/rdata/caa.ts";
import { cdnskeyRdata } from "../../src/zone/rdata/cdnskey.ts";
import type { RdataCodec } from "../../src/zone/rdata/codec.ts";
import { dnskeyRdata, keyTag } from "../../src/zone/rdata/dnskey.ts";
import { cdsRdata, dsRdata } from "../../src/zone/rdata/ds.ts";
import { hinfoRdata } from "../../src/zone/rdata/hinfo.ts";
import { nsRdata } from "../../src/zone/rdata/ns.ts";
import { nsecRdata } from "../../src/zone/rdata/nsec.ts";
import { rrsigRdata } from "../../src/zone/rdata/rrsig.ts";
import { soaRdata } from "../../src/zone/rdata/soa.ts";
import { formatRdata } from "../../src/zone/rdata/text.ts";
import { txtRdata, txtStrings, txtText } from "../../src/zone/rdata/txt.ts";
import { formatType } from "../../src/zone/rr-type.ts";
import { anyName, ourName } from "./name-arbitrary.ts";

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const rest = fc.uint8Array({ maxLength: 300 });
const string = fc.uint8Array({ maxLength: 255 });
const dnskey = fc.record({ flags: u16, protocol: u8, algorithm: u8, publicKey: rest });
const ds = fc.record({ keyTag: u16, algorithm: u8, digestType: u8, digest: rest });
const types = fc.uniqueArray(fc.oneof(fc.nat(300), u16)).map((list) => list.sort((a, b) => a - b));
const ipv6 = fc.array(fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, u16), {
  minLength: 8,
  maxLength: 8,
});
const octetsOf = (groups: readonly number[]): Uint8Array =>
  Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));

interface Case {
  readonly codec: RdataCodec<unknown>;
  readonly fields: fc.Arbitrary<unknown>;
}
const of = <Fields>(codec: RdataCodec<Fields>, fields: fc.Arbitrary<Fields>): Case => ({
  codec: codec as RdataCodec<unknown>,
  fields,
});

const cases: readonly Case[] = [
  of(
    aRdata,
    fc.tuple(u8, u8, u8, u8).map((octets) => ({ address: octets.join(".") })),
  ),
  of(
    aaaaRdata,
    ipv6.map((groups) => aaaaRdata.decode(octetsOf(groups))),
  ),
  of(nsRdata, fc.record({ nsdname: ourName })),
  of(
    soaRdata,
    fc.record({
      mname: ourName,
      rname: ourName,
      serial: u32,
      refresh: u32,
      retry: u32,
      expire: u32,
      minimum: u32,
    }),
  ),
  of(txtRdata, fc.record({ strings: fc.array(string, { minLength: 1, maxLength: 5 }) })),
  of(hinfoRdata, fc.record({ cpu: string, os: string })),
  of(dnskeyRdata, dnskey),
  of(cdnskeyRdata, dnskey),
  of(dsRdata, ds),
  of(cdsRdata, ds),
  of(
    rrsigRdata,
    fc.record({
      typeCovered: u16,
      algorithm: u8,
      labels: u8,
      originalTtl: u32,
      expiration: u32,
      inception: u32,
      keyTag: u16,
      signerName: ourName,
      signature: rest,
    }),
  ),
  of(nsecRdata, fc.record({ nextDomainName: anyName, types })),
  of(caaRdata, fc.record({ flags: u8, tag: fc.stringMatching(/^[a-zA-Z0-9]{1,255}$/), value: rest })),
];
const named = cases.map((entry) => [formatType(entry.codec.type), entry] as const);

/** RFC 4034 §6.2 as amended by RFC 6840 §5.1: these types' names go to lower case, NSEC's do not. */
const FOLDS_NAMES = ["NS", "SOA", "RRSIG"];

/** Valid RDATA that was cut, lengthened or changed in one octet: gets far deeper than random octets do. */
const damaged = (valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(valid, fc.nat(), u8, fc.constantFrom("cut", "append", "change", "keep"))
    .map(([octets, at, octet, how]) => {
      const index = octets.length === 0 ? 0 : at % octets.length;
      if (how === "cut") return octets.slice(0, index);
      if (how === "append") return Uint8Array.from([...octets, octet]);
      if (how === "change") return octets.map((kept, i) => (i === index ? octet : kept));
      return octets;
    });

describe.each(named)("%s", (mnemonic, { codec, fields }) => {
  test("fields come back from the octets", () => {
    expect(Object.isFrozen(codec)).toBe(true);
    fc.assert(
      fc.property(fields, (fields) => {
        expect(codec.decode(codec.encode(fields))).toEqual(fields);
      }),
    );
  });

  test("any octets are refused with a WireError or come back as they were", () => {
    const octets = fc.oneof(rest, damaged(fields.map(codec.encode)));
    fc.assert(
      fc.property(octets, (octets) => {
        let decoded: unknown;
        try {
          decoded = codec.decode(octets);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          return;
        }
        const again = codec.encode(decoded);
        expect(again.length).toBe(octets.length);
        const mayFold = FOLDS_NAMES.includes(mnemonic);
        expect(
          again.every((octet, i) => octet === octets[i] || (mayFold && octet === foldOctet(octets[i]!))),
        ).toBe(true);
        expect(codec.encode(codec.decode(again))).toEqual(again);
        expect(formatRdata(codec.type, octets)).toMatch(/^[ -~]+$/);
      }),
      { numRuns: 500 },
    );
  });

  test("what is decoded is a copy, also from a Buffer", () => {
    fc.assert(
      fc.property(fields, (fields) => {
        const received = Buffer.from(codec.encode(fields));
        const decoded = codec.decode(received);
        received.fill(0);
        expect(decoded).toEqual(fields);
      }),
      { numRuns: 20 },
    );
  });
});

test("AAAA text is that of another implementation of RFC 5952", () => {
  fc.assert(
    fc.property(ipv6, (groups) => {
      const octets = octetsOf(groups);
      const { address } = aaaaRdata.decode(octets);
      // The URL standard compresses as RFC 5952 does but has no mixed notation.
      if (!address.includes(".")) expect(`[${address}]`).toBe(new URL(`http://[${address}]`).hostname);
      expect(aaaaRdata.encode({ address })).toEqual(octets);
      const spelledOut = groups.map((group) => group.toString(16).padStart(4, "0").toUpperCase()).join(":");
      expect(aaaaRdata.encode({ address: spelledOut })).toEqual(octets);
    }),
  );
});

test("NSEC types come from any order, doubled or not", () => {
  fc.assert(
    fc.property(anyName, types, fc.array(u16), (nextDomainName, sorted, more) => {
      const all = [...sorted, ...more].sort((a, b) => a - b);
      const octets = nsecRdata.encode({ nextDomainName, types: [...all, ...all].reverse() });
      expect(nsecRdata.decode(octets).types).toEqual([...new Set(all)]);
    }),
  );
});

test("a text of ASCII comes back from its TXT strings, full but for the last and never empty", () => {
  const ascii = fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 1200, size: "max" });
  fc.assert(
    fc.property(ascii, (text) => {
      const strings = txtStrings(text);
      expect(txtText(txtRdata.encode({ strings }))).toBe(text);
      expect(strings.slice(0, -1).every((string) => string.length === 255)).toBe(true);
      expect(strings.at(-1)!.length).toBe(((text.length - 1) % 255) + 1);
    }),
  );
});

test("the key tag is the sum of 16-bit words with its carry added once (RFC 4034 Appendix B)", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000, size: "max" }), (rdata) => {
      const padded = Buffer.concat([rdata, Buffer.alloc(rdata.length % 2)]);
      let sum = 0n;
      for (let at = 0; at < padded.length; at += 2) sum += BigInt(padded.readUInt16BE(at));
      expect(keyTag(rdata)).toBe(Number((sum + (sum >> 16n)) & 0xffffn));
    }),
  );
});
