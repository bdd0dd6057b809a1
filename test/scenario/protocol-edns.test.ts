import { describe, expect, test } from "vitest";
import { type Name, nameOf } from "../../src/zone/name.ts";
import { parseName } from "../../src/zone/name-text.ts";
import { ednsOption, header, optRecord, queryMessage, questionOf, uint16 } from "../support/query-message.ts";
import type { ReferenceOpt } from "../support/reference-message.ts";
import { labelsFrom } from "../support/reference-order.ts";
import { TYPE } from "../support/reference-zone.ts";
import {
  APEX,
  nameOfUser,
  type ServerFixture,
  serverOf,
  signedZone,
} from "../support/signed-zone-fixture.ts";

const [FORMERR, REFUSED, BADVERS] = [1, 5, 16];
const [EDE, COOKIE, CLIENT_SUBNET] = [15, 10, 8];
const ALICE = parseName(nameOfUser("alice"));
const BARE_OPT = { udpSize: 1232, version: 0, flags: 0, options: [] };

function server(): ServerFixture {
  const zone = signedZone();
  zone.put(ALICE);
  return serverOf([zone]);
}

const concat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

/** A question for alice and whatever stands behind it, all of it ADDITIONAL. */
const withRecords = (...records: readonly Uint8Array[]): Uint8Array =>
  concat(header({}, [1, 0, 0, records.length]), questionOf(ALICE, TYPE.TXT), ...records);

describe("RFC 6891 §6.1.1: OPT for OPT", () => {
  const QUESTIONS: readonly (readonly [string, string, number])[] = [
    ["an answer", nameOfUser("alice"), TYPE.TXT],
    ["NODATA", nameOfUser("alice"), TYPE.A],
    ["NXDOMAIN", nameOfUser("bob"), TYPE.TXT],
    ["REFUSED", "example.org", TYPE.TXT],
    ["a meta type", nameOfUser("alice"), 128],
  ];

  test.each(QUESTIONS)("%s has one exactly if the query had one", (_, name, type) => {
    expect(server().ask(name, type).message.opt).toBeUndefined();
    expect(server().ask(name, type, { edns: {} }).message.opt).toMatchObject({ udpSize: 1232, version: 0 });
  });

  test("so have NOTIMP, and FORMERR without a question", () => {
    expect(server().ask(ALICE, TYPE.SOA, { opcode: 4, edns: {} }).message.opt).toMatchObject(BARE_OPT);
    const probe = concat(
      header({}, [0, 0, 0, 1]),
      optRecord({ options: ednsOption(COOKIE, new Uint8Array(8)) }),
    );
    expect(server().send(probe)!.message).toMatchObject({ rcode: FORMERR, opt: BARE_OPT });
    const question = concat(ALICE, uint16(TYPE.TXT), uint16(1));
    const several = concat(header({}, [3, 0, 0, 1]), question, question, question, optRecord({}));
    expect(server().send(several)!.message).toMatchObject({ rcode: FORMERR, opt: BARE_OPT });
  });

  test.each([
    ["two of them", [optRecord({}), optRecord({})]],
    ["three of them", [optRecord({}), optRecord({}), optRecord({})]],
    ["one below a name", [concat(parseName("example"), optRecord({}).subarray(1))]],
    ["one at a pointer", [concat(Uint8Array.of(0xc0, 12), optRecord({}).subarray(1))]],
    [
      "an option that overruns",
      [optRecord({ options: concat(uint16(COOKIE), uint16(9), new Uint8Array(8)) })],
    ],
    ["an option without its length", [optRecord({ options: uint16(COOKIE) })]],
    [
      "an RDLENGTH that overruns",
      [optRecord({ options: ednsOption(COOKIE, new Uint8Array(8)) }).subarray(0, -1)],
    ],
    ["an RDLENGTH of 65,535", [concat(optRecord({}).subarray(0, -2), Uint8Array.of(0xff, 0xff))]],
  ])("§7: %s is FORMERR, with an OPT", (_, records) => {
    expect(server().send(withRecords(...records))!.message).toMatchObject({ rcode: FORMERR, opt: BARE_OPT });
  });

  test("one outside ADDITIONAL is a record like any other", () => {
    const query = concat(header({}, [1, 1, 0, 0]), questionOf(ALICE, TYPE.TXT), optRecord({}));
    expect(server().send(query)!.message).toMatchObject({ rcode: 0, opt: undefined });
  });

  test("it may stand behind other records", () => {
    const record = concat(Uint8Array.of(0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4), new Uint8Array(4));
    expect(server().send(withRecords(record, optRecord({ flags: 0x8000 })))!.message.opt?.dnssecOk).toBe(
      true,
    );
  });
});

describe("RFC 6891 §6.1.3: versions and flags", () => {
  test.each([1, 2, 255])("version %i is BADVERS, and ours is 0", (version) => {
    const { message } = server().ask(ALICE, TYPE.TXT, { edns: { version, flags: 0x8000 } });
    expect(message).toMatchObject({ rcode: BADVERS, aa: false, answer: [], opt: { version: 0 } });
  });

  test("an unknown version may have a form of its own", () => {
    const strange = optRecord({ version: 1, options: Uint8Array.of(1, 2, 3) });
    const query = concat(header({}, [1, 0, 0, 1]), ALICE, uint16(TYPE.TXT), uint16(1), strange);
    expect(server().send(query)!.message).toMatchObject({ rcode: BADVERS, opt: { version: 0 } });
  });

  test("the upper RCODE of a query is ignored", () => {
    expect(server().ask(ALICE, TYPE.TXT, { edns: { extendedRcode: 0xff } }).message.rcode).toBe(0);
  });

  test.each([
    [0x0000, 0x0000],
    [0x8000, 0x8000],
    [0x7fff, 0x0000],
    [0xffff, 0x8000],
  ])("RFC 3225 §3: of flags %i only DO comes back", (flags, back) => {
    for (const name of [ALICE, parseName("example.org")])
      expect(server().ask(name, TYPE.TXT, { edns: { flags } }).message.opt?.flags).toBe(back);
  });

  test("unknown options are neither minded nor echoed", () => {
    const options = concat(
      ednsOption(COOKIE, new Uint8Array(8).fill(7)),
      ednsOption(CLIENT_SUBNET, Uint8Array.of(0, 1, 24, 0, 192, 0, 2)),
      ednsOption(0xfde9, new Uint8Array(0)),
      ednsOption(65_535, new Uint8Array(100)),
    );
    const { message } = server().ask(ALICE, TYPE.TXT, { edns: { options } });
    expect([message.rcode, message.answer.length, message.opt?.options]).toEqual([0, 1, []]);
  });
});

describe("RFC 6891 §6.2.5: how large an answer may be", () => {
  /** A name whose answer has about so many octets. */
  function ofSize(uriLength: number): { server: ServerFixture; name: Name } {
    const zone = signedZone();
    zone.put(ALICE, { uri: `bitcoin:?lno=${"x".repeat(uriLength - 13)}` });
    return { server: serverOf([zone]), name: ALICE };
  }

  test("without OPT 512 octets, to the last one", () => {
    const overhead = ofSize(200).server.ask(ALICE, TYPE.TXT).octets.length - 200;
    // One more octet of length for the second character string.
    const exact = ofSize(512 - overhead - 1).server.ask(ALICE, TYPE.TXT);
    expect([exact.octets.length, exact.message.tc]).toEqual([512, false]);
    const { octets, message } = ofSize(512 - overhead).server.ask(ALICE, TYPE.TXT);
    expect([octets.length, message.tc, message.answer]).toEqual([12 + ALICE.length + 4, true, []]);
  });

  test.each([
    [0, 512],
    [1, 512],
    [511, 512],
    [512, 512],
    [513, 513],
    [800, 800],
    [1231, 1231],
    [1232, 1232],
    [1233, 1232],
    [4096, 1232],
    [65_535, 1232],
  ])("a size of %i allows %i", (udpSize, limit) => {
    const options = { edns: { udpSize } };
    const overhead = ofSize(300).server.ask(ALICE, TYPE.TXT, { edns: {} }).octets.length - 300;
    const extra = (length: number): number => Math.ceil(length / 255) - 2;
    let length = limit - overhead;
    while (length + extra(length) + overhead > limit) length--;
    const fits = ofSize(length).server.ask(ALICE, TYPE.TXT, options);
    expect([fits.message.tc, fits.octets.length]).toEqual([false, length + extra(length) + overhead]);
    expect(limit - fits.octets.length).toBeLessThanOrEqual(1);
    expect(ofSize(length + 2).server.ask(ALICE, TYPE.TXT, options).message.tc).toBe(true);
  });

  test("too large: TC with question and OPT and nothing else, the whole over TCP", () => {
    const { server } = ofSize(1500);
    const edns = { udpSize: 4096, flags: 0x8000 };
    const { octets, message } = server.ask(ALICE, TYPE.TXT, { edns, flags: 0x0110 });
    const { answer, authority, additional } = message;
    expect([answer, authority, additional]).toEqual([[], [], []]);
    expect(message).toMatchObject({ tc: true, aa: true, rd: true, cd: true, rcode: 0 });
    expect(message.opt).toMatchObject({ ...BARE_OPT, flags: 0x8000 });
    expect(message.question?.name).toEqual(labelsFrom(ALICE));
    expect(octets).toHaveLength(12 + ALICE.length + 4 + 11);
    const whole = server.ask(ALICE, TYPE.TXT, { edns, transport: "tcp" }).message;
    expect([whole.tc, whole.answer.length]).toEqual([false, 2]);
    expect(server.ask(ALICE, TYPE.TXT, { transport: "tcp" }).message.answer).toHaveLength(1);
  });

  test("what was written before it did not fit goes too", () => {
    const edns = { udpSize: 512, flags: 0x8000 };
    const { octets, message } = server().ask(nameOfUser("bob"), TYPE.TXT, { edns });
    expect(message).toMatchObject({
      tc: true,
      aa: true,
      rcode: 3,
      answer: [],
      authority: [],
      additional: [],
    });
    expect(octets).toHaveLength(12 + parseName(nameOfUser("bob")).length + 4 + 11);
  });
});

describe("RFC 8914: extended errors", () => {
  const codes = (opt: ReferenceOpt | undefined): number[] =>
    (opt?.options ?? []).map(({ code, data }) => {
      expect([code, data.length]).toEqual([EDE, 2]);
      return data[0]! * 256 + data[1]!;
    });

  test("§4.21: 20 with a name that is not ours", () => {
    const { message } = server().ask("example.org", TYPE.TXT, { edns: {} });
    expect([message.rcode, message.aa, codes(message.opt)]).toEqual([REFUSED, false, [20]]);
    expect(server().ask("example.org", TYPE.TXT).message).toMatchObject({ rcode: REFUSED, opt: undefined });
  });

  test("§4.15: 14 with a zone that is not loaded, and no word about what does not exist", () => {
    const loading = serverOf([{ apex: parseName(APEX) }]);
    for (const name of [APEX, nameOfUser("alice"), nameOfUser("bob"), `user.${APEX}`])
      for (const type of [TYPE.TXT, TYPE.SOA, TYPE.DNSKEY, TYPE.DS, TYPE.ANY]) {
        const { message } = loading.ask(name, type, { dnssecOk: true });
        const { rcode, aa, answer, authority } = message;
        expect([rcode, aa, answer, authority, codes(message.opt)]).toEqual([2, false, [], [], [14]]);
      }
    expect(loading.ask(APEX, TYPE.SOA).message).toMatchObject({ rcode: 2, opt: undefined, authority: [] });
    expect(loading.failures).toEqual([]);
  });

  test("§4.15: 14 with a name in no zone that is known, while not all are", () => {
    const beginning = serverOf([signedZone()], { complete: false });
    for (const name of ["example.org", "example.com", "."]) {
      const { rcode, aa, answer, authority, opt } = beginning.ask(name, TYPE.TXT, { edns: {} }).message;
      expect([rcode, aa, answer, authority, codes(opt)]).toEqual([2, false, [], [], [14]]);
    }
    expect(beginning.ask("example.org", TYPE.TXT).message).toMatchObject({ rcode: 2, opt: undefined });
    // What is known of a question without its name is known now.
    expect(beginning.ask("example.org", TYPE.TXT, { class: 3 }).message.rcode).toBe(REFUSED);
    expect(beginning.ask("example.org", TYPE.AXFR).message.rcode).toBe(REFUSED);
    expect(beginning.ask("example.org", TYPE.TXT, { opcode: 4 }).message.rcode).toBe(4);
    expect(beginning.ask(nameOfUser("bob"), TYPE.TXT).message).toMatchObject({ rcode: 3, aa: true });
    expect(beginning.failures).toEqual([]);
  });

  test("a question of the greatest length leaves room for one", () => {
    const long = nameOf([], parseName(`${"a.".repeat(126)}a`));
    const { message, octets } = server().send(queryMessage(long, TYPE.TXT, { edns: { udpSize: 0 } }))!;
    expect([message.rcode, codes(message.opt), octets.length]).toEqual([REFUSED, [20], 12 + 255 + 4 + 17]);
  });
});
