import { describe, expect, test } from "vitest";
import { parseName } from "../../src/zone/name-text.ts";
import { header, optRecord, queryMessage, questionOf, uint16 } from "../support/query-message.ts";
import { TYPE } from "../support/reference-zone.ts";
import {
  APEX,
  nameOfUser,
  type ServerFixture,
  serverOf,
  signedZone,
} from "../support/signed-zone-fixture.ts";

/* What comes back before any name is looked up: header, question, and the form of a message. */

const [NOERROR, FORMERR, NXDOMAIN, NOTIMP, REFUSED] = [0, 1, 3, 4, 5];
const ALICE = parseName(nameOfUser("alice"));

function server(): ServerFixture {
  const zone = signedZone();
  zone.put(ALICE);
  return serverOf([zone]);
}

const concat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
const QUESTION = questionOf(ALICE, TYPE.TXT);
/** QUESTION behind a header with these counts and flags. */
const asking = (counts: readonly [number, number, number, number], flags = 0): Uint8Array =>
  concat(header({ flags }, counts), QUESTION);

describe("RFC 1035 §4.1.1: the header", () => {
  test.each([0, 1, 0x4711, 0x8000, 0xffff])("ID %i comes back", (id) => {
    expect(server().ask(ALICE, TYPE.TXT, { id }).message.id).toBe(id);
  });

  test.each([
    ["RD", 0x0100, { rd: true, cd: false }],
    ["CD", 0x0010, { rd: false, cd: true }],
    ["RD and CD", 0x0110, { rd: true, cd: true }],
  ])("%s is copied", (_, flags, copied) => {
    for (const name of [ALICE, parseName("example.org")])
      expect(server().ask(name, TYPE.TXT, { flags }).message).toMatchObject(copied);
  });

  test.each([
    ["AA", 0x0400],
    ["TC", 0x0200],
    ["RA", 0x0080],
    ["Z", 0x0040],
    ["AD", 0x0020],
    ["an RCODE", 0x000f],
    ["all of them", 0x06ef],
  ])("%s in a query is ignored", (_, flags) => {
    const { message, octets } = server().ask(ALICE, TYPE.TXT, { flags });
    expect(message).toMatchObject({ qr: true, aa: true, tc: false, ra: false, z: false, ad: false });
    expect(octets).toEqual(server().ask(ALICE, TYPE.TXT).octets);
  });

  test("AA is for data of ours alone", () => {
    const aa = (name: string, type: number): boolean => server().ask(name, type).message.aa;
    expect(aa(nameOfUser("alice"), TYPE.A)).toBe(true);
    expect(aa(nameOfUser("bob"), TYPE.TXT)).toBe(true);
    expect(aa("example.org", TYPE.TXT)).toBe(false);
    expect(aa(nameOfUser("alice"), TYPE.AXFR)).toBe(false);
  });
});

describe("what is never answered", () => {
  test.each(Array.from({ length: 12 }, (_, length) => length))("%i octets", (length) => {
    expect(server().send(queryMessage(ALICE, TYPE.TXT).subarray(0, length))).toBeUndefined();
  });

  test.each([
    ["a response", 0x8000],
    ["a response of another opcode", 0xa800],
    ["a response with an error", 0x8003],
  ])("%s", (_, flags) => {
    expect(server().send(queryMessage(ALICE, TYPE.TXT, { flags }))).toBeUndefined();
    expect(server().send(header({ flags }, [0, 0, 0, 0]))).toBeUndefined();
  });
});

describe("draft-vixie-dnsext-dns0x20: the question", () => {
  test.each([nameOfUser("aLiCe"), nameOfUser("BOB"), APEX.toUpperCase(), "eXaMpLe.ORG", "."])(
    "%s comes back octet for octet",
    (name) => {
      const query = queryMessage(parseName(name), TYPE.TXT);
      const { octets } = server().send(query)!;
      expect(octets.subarray(12, query.length)).toEqual(Uint8Array.from(query.subarray(12)));
    },
  );
});

describe("RFC 9619: a QUERY has one question", () => {
  test.each([
    ["no question", header({}, [0, 0, 0, 0])],
    ["no question, and octets behind the header", asking([0, 0, 0, 0])],
    ["two questions", concat(asking([2, 0, 0, 0]), QUESTION)],
    ["65,535 questions", asking([0xffff, 0, 0, 0])],
  ])("%s: FORMERR without a question", (_, query) => {
    const { message, octets } = server().send(query)!;
    expect(message).toMatchObject({ id: 0x4711, rcode: FORMERR, aa: false, question: undefined });
    expect(octets).toHaveLength(12);
  });
});

describe("RFC 8906 §3.1.4: other opcodes", () => {
  test.each(Array.from({ length: 15 }, (_, i) => i + 1))("%i is NOTIMP, and comes back", (opcode) => {
    expect(server().ask(ALICE, TYPE.SOA, { opcode, flags: 0x0110 }).message).toMatchObject({
      opcode,
      rcode: NOTIMP,
      rd: true,
      cd: true,
      aa: false,
    });
    const bare = server().send(header({ opcode }, [0, 0, 0, 0]))!.message;
    expect([bare.opcode, bare.rcode]).toEqual([opcode, NOTIMP]);
    const junk = server().send(concat(header({ opcode }, [9, 9, 9, 9]), new Uint8Array(40).fill(0xff)))!;
    expect([junk.message.opcode, junk.message.rcode]).toEqual([opcode, NOTIMP]);
  });
});

describe("RFC 1035 §4.1: octets that are no message", () => {
  const longest = parseName(`${"a.".repeat(126)}a`);
  test.each([
    ["a question without a name", header({}, [1, 0, 0, 0])],
    ["a name that is cut", asking([1, 0, 0, 0]).subarray(0, 20)],
    ["a question without a class", asking([1, 0, 0, 0]).subarray(0, -2)],
    ["a question cut by one octet", asking([1, 0, 0, 0]).subarray(0, -1)],
    ["label type 0x40", concat(header({}, [1, 0, 0, 0]), Uint8Array.of(0x41, 0, 0), uint16(16), uint16(1))],
    ["label type 0x80", concat(header({}, [1, 0, 0, 0]), Uint8Array.of(0x81, 0, 0), uint16(16), uint16(1))],
    [
      "a pointer to the header",
      concat(header({}, [1, 0, 0, 0]), Uint8Array.of(0xc0, 0), QUESTION.subarray(-4)),
    ],
    ["a pointer to itself", concat(header({}, [1, 0, 0, 0]), Uint8Array.of(0xc0, 12), QUESTION.subarray(-4))],
    [
      "a name of 256 octets",
      concat(header({}, [1, 0, 0, 0]), Uint8Array.of(2, 97), longest.fill(97, 2, 3), QUESTION),
    ],
    ["a record that is not there", asking([1, 0, 0, 1])],
    ["65,535 records that are not there", asking([1, 0xffff, 0xffff, 0xffff])],
  ])("%s: FORMERR", (_, query) => {
    expect(server().send(query)!.message).toMatchObject({
      rcode: FORMERR,
      aa: false,
      answer: [],
      authority: [],
    });
  });

  test("a name of 255 octets and 127 labels is one", () => {
    expect(longest).toHaveLength(255);
    expect(server().ask(parseName(`${"a.".repeat(126)}a`), TYPE.TXT).message.rcode).toBe(REFUSED);
  });

  const record = (owner: Uint8Array, type: number, rdata: Uint8Array): Uint8Array =>
    concat(owner, uint16(type), uint16(1), uint16(0), uint16(300), uint16(rdata.length), rdata);
  const A = record(Uint8Array.of(0xc0, 12), TYPE.A, Uint8Array.of(192, 0, 2, 1));

  test.each([
    ["in ANSWER", [1, 1, 0, 0] as const],
    ["in AUTHORITY", [1, 0, 1, 0] as const],
    ["in ADDITIONAL", [1, 0, 0, 1] as const],
  ])("a record %s is passed over", (_, counts) => {
    const { message } = server().send(concat(asking([...counts]), A))!;
    expect([message.rcode, message.answer.length]).toEqual([NOERROR, 1]);
  });

  test.each([
    ["at itself", Uint8Array.of(0xc0, 12 + QUESTION.length)],
    ["forwards", Uint8Array.of(0xff, 0xff)],
    ["at itself behind a label", Uint8Array.of(1, 97, 0xc0, 12 + QUESTION.length)],
    ["nowhere, cut", Uint8Array.of(0xc0)],
    ["with label type 0x40", Uint8Array.of(0x40, 12)],
    ["with label type 0x80", Uint8Array.of(0x80, 12)],
    ["with a label of 64 octets", Uint8Array.of(64, ...new Array(64).fill(97), 0)],
  ])("an owner that points %s: FORMERR", (_, owner) => {
    const query = concat(asking([1, 0, 0, 1]), record(owner, TYPE.A, Uint8Array.of(192, 0, 2, 1)));
    expect(
      server().send(owner.length === 1 ? query.subarray(0, 13 + QUESTION.length) : query)!.message.rcode,
    ).toBe(FORMERR);
  });

  test.each([1, 2, 0xffff])("an RDLENGTH that overruns by %i: FORMERR", (by) => {
    const cut = A.slice();
    cut.set(uint16(Math.min(4 + by, 0xffff)), cut.length - 6);
    expect(server().send(concat(asking([1, 0, 0, 1]), cut))!.message.rcode).toBe(FORMERR);
  });

  test("octets after the last record change nothing", () => {
    const { octets } = server().send(concat(asking([1, 0, 0, 1]), optRecord({}), new Uint8Array(99)))!;
    expect(octets).toEqual(server().ask(ALICE, TYPE.TXT, { edns: {} }).octets);
  });
});

describe("classes", () => {
  test.each([
    ["CH", 3],
    ["HS", 4],
    ["NONE", 254],
    ["ANY", 255],
    ["0", 0],
    ["65,535", 0xffff],
  ])("%s is REFUSED", (_, rrClass) => {
    for (const name of [ALICE, parseName("version.bind")])
      expect(server().ask(name, TYPE.TXT, { class: rrClass }).message).toMatchObject({
        rcode: REFUSED,
        aa: false,
        answer: [],
        authority: [],
        question: { class: rrClass },
      });
  });
});

describe("RFC 6895 §3.1: types that no zone has", () => {
  test.each([41, 128, 129, 200, 248, 249, 250, 253, 254])("type %i is FORMERR", (type) => {
    for (const name of [nameOfUser("alice"), nameOfUser("bob"), "example.org"])
      expect(server().ask(name, type, { dnssecOk: true }).message).toMatchObject({
        rcode: FORMERR,
        authority: [],
      });
  });

  test.each([
    ["AXFR", TYPE.AXFR],
    ["IXFR", TYPE.IXFR],
  ])("%s is REFUSED", (_, type) => {
    for (const transport of ["udp", "tcp"] as const)
      expect(server().ask(APEX, type, { transport }).message).toMatchObject({ rcode: REFUSED, answer: [] });
  });

  test.each([0, 127, 256, 0xff00, 0xffff])("type %i is one like any other", (type) => {
    expect(server().ask(nameOfUser("alice"), type, { dnssecOk: true }).message.rcode).toBe(NOERROR);
    expect(server().ask(nameOfUser("bob"), type, { dnssecOk: true }).message.rcode).toBe(NXDOMAIN);
  });
});
