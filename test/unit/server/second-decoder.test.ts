import { Packet } from "dns2";
import { describe, expect, test } from "vitest";
import { parseName } from "../../../src/zone/name-text.ts";
import type { ReferenceRecord } from "../../support/reference-message.ts";
import { keyTagOf, readRrsig } from "../../support/reference-signature.ts";
import { TYPE } from "../../support/reference-zone.ts";
import { APEX, nameOfUser, serverOf, signedZone } from "../../support/signed-zone-fixture.ts";

/* dns2 reads what the server writes: somebody else's decoder, names with pointers, TXT, RRSIG, DNSKEY and OPT included. */

const URI = `bitcoin:?lno=${"lno1pg257".repeat(40)}`;

const zone = signedZone({ nameServers: [{ name: `ns1.${APEX}`, addresses: ["192.0.2.1", "2001:db8::1"] }] });
zone.put(parseName(nameOfUser("send.some")), { uri: URI });
const server = serverOf([zone]);

const text = ({ owner }: ReferenceRecord): string =>
  owner.map((label) => Buffer.from(label).toString()).join(".");
const head = (record: ReferenceRecord) => ({
  name: text(record),
  type: record.type,
  class: record.class,
  ttl: record.ttl,
});

describe("dns2 reads", () => {
  test.each([
    ["an answer", nameOfUser("Send.Some"), TYPE.TXT],
    ["a denied name", nameOfUser("bob"), TYPE.TXT],
    ["a denied type", nameOfUser("send.some"), TYPE.A],
    ["an empty non-terminal", nameOfUser("some"), TYPE.A],
    ["the apex's SOA", APEX, TYPE.SOA],
    ["its NS", APEX.toUpperCase(), TYPE.NS],
    ["its DNSKEY", APEX, TYPE.DNSKEY],
    ["an address", `ns1.${APEX}`, TYPE.A],
    ["an address of IPv6", `ns1.${APEX}`, TYPE.AAAA],
    ["a refusal", "example.org", TYPE.A],
  ])("%s", (_, name, type) => {
    for (const options of [{}, { edns: {} }, { dnssecOk: true, flags: 0x0110 }]) {
      const { octets, message } = server.ask(name, type, options);
      const packet = Packet.parse(Buffer.from(octets));
      expect(packet.errors).toEqual([]);
      // The types of dns2 leave AD and CD out.
      const { id, rcode, qr, aa, tc, rd, ra, z, ad, cd } = packet.header as Packet["header"] & {
        ad: number;
        cd: number;
      };
      expect([id, rcode]).toEqual([message.id, message.rcode]);
      expect([qr, aa, tc, rd, ra, z, ad, cd].map(Boolean)).toEqual([
        message.qr,
        message.aa,
        message.tc,
        message.rd,
        message.ra,
        message.z,
        message.ad,
        message.cd,
      ]);
      expect(packet.questions).toEqual([{ name, type, class: 1 }]);
      expect(packet.answers).toMatchObject(message.answer.map(head));
      expect(packet.authorities).toMatchObject(message.authority.map(head));
      expect(packet.additionals.map(({ type }) => type)).toEqual(message.opt === undefined ? [] : [41]);
    }
  });

  test("the fields of a TXT and its RRSIG", () => {
    const { octets, message } = server.ask(nameOfUser("send.some"), TYPE.TXT, { dnssecOk: true });
    const [txt, rrsig] = Packet.parse(Buffer.from(octets)).answers as unknown as Record<string, unknown>[];
    expect([txt!["data"]].flat().join("")).toBe(URI);
    const { labels, originalTtl, keyTag, algorithm, typeCovered } = readRrsig(message.answer[1]!.rdata);
    expect([labels, originalTtl, keyTag, algorithm, typeCovered]).toEqual([
      6,
      300,
      keyTagOf(zone.trusted.dnskeys[0]!),
      13,
      TYPE.TXT,
    ]);
    expect(rrsig).toMatchObject({ labels, originalTtl, keyTag, algorithm, sigType: TYPE.TXT, signer: APEX });
  });
});
