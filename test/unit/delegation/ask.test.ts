import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { type Asked, ask } from "../../../src/delegation/ask.ts";
import { decodeMessage } from "../../support/reference-message.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Reply = (query: Buffer) => readonly Buffer[];

/** A server that answers over UDP with all of these, and over TCP with the first of those. */
async function server(overUdp: Reply, overTcp?: Reply): Promise<{ host: string; port: number }> {
  const tcp = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (stream) => {
      const [message = Buffer.alloc(0)] = overTcp?.(stream.subarray(2)) ?? [];
      socket.end(Buffer.concat([Buffer.of(message.length >> 8, message.length & 0xff), message]));
    });
  });
  tcp.listen(0, "127.0.0.1");
  await once(tcp, "listening");
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket("udp4");
  udp.on("message", (query, from) => {
    for (const reply of overUdp(query)) udp.send(reply, from.port, from.address);
  });
  udp.bind(port, "127.0.0.1");
  await once(udp, "listening");
  closing.push(
    () => udp.close(),
    () => tcp.close(),
  );
  return { host: "127.0.0.1", port };
}

const QR = 0x80;
const TC = 0x02;
/** Ends where the OPT record begins. */
const questionOf = (query: Buffer): Buffer => query.subarray(12, query.length - 11);

/** A record whose owner is the question's name. */
const record = (type: number, ttl: number, rdata: readonly number[] | Buffer): Buffer => {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(0xc00c, 0);
  header.writeUInt16BE(type, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt32BE(ttl, 6);
  header.writeUInt16BE(rdata.length, 10);
  return Buffer.concat([header, Buffer.from(rdata)]);
};

const answer = (
  query: Buffer,
  records: readonly Buffer[],
  { flags = QR, rcode = 0, id = query.readUInt16BE(0), question = questionOf(query) } = {},
): Buffer =>
  Buffer.concat([
    Buffer.of(id >> 8, id & 0xff, flags, rcode, 0, 1, 0, records.length, 0, 0, 0, 0),
    question,
    ...records,
  ]);

const TXT = 16;
const HELLO = record(TXT, 300, Buffer.from("\x05hello\x01!"));
const name = "Alice.user._bitcoin-payment.example.com";
const hello: Reply = (query) => [answer(query, [HELLO])];
const at = (endpoint: { host: string; port: number }, timeout = 30_000): Promise<Asked> =>
  ask({ ...endpoint, name, type: TXT, timeout });

describe("a question", () => {
  test("is one, without recursion, with DO and a size that passes everywhere", async () => {
    const seen: Buffer[] = [];
    await at(
      await server((query) => {
        seen.push(Buffer.from(query));
        return hello(query);
      }),
    );
    const { question, rd, opt } = decodeMessage(seen[0]!);
    expect(question!.name.map((label) => Buffer.from(label).toString()).join(".")).toBe(name);
    expect(rd).toBe(false);
    expect(opt).toMatchObject({ dnssecOk: true, udpSize: 1232, version: 0 });
  });
});

describe("an answer", () => {
  test("has the octets that were sent, of every type that a proof needs", async () => {
    const rdatas: readonly (readonly [number, Buffer])[] = [
      [TXT, Buffer.from("\x05hello\x00\x02..")],
      [
        46,
        Buffer.concat([
          Buffer.from("00100d050000012c6a0000006900000004d203", "hex"),
          Buffer.from("com\0sig\0\xff", "latin1"),
        ]),
      ],
      [47, Buffer.from("\x01a\0\x00\x01\x40", "latin1")],
      [48, Buffer.from("0101030d00ff80", "hex")],
      [43, Buffer.from("04d20d02ffee", "hex")],
      [65_280, Buffer.from([0, 255])],
    ];
    const records = rdatas.map(([type, rdata]) => record(type, 300 + type, rdata));
    const asked = await at(await server((query) => [answer(query, records, { rcode: 3 })]));
    expect(asked.rcode).toBe(3);
    expect(asked.records.map(({ type, ttl, rdata }) => [type, ttl, Buffer.from(rdata)])).toEqual(
      rdatas.map(([type, rdata]) => [type, 300 + type, rdata]),
    );
    for (const { owner } of asked.records) {
      expect(Buffer.from(owner).toString("latin1")).toBe(
        "\x05Alice\x04user\x10_bitcoin-payment\x07example\x03com\0",
      );
    }
  });

  test("may be a denial", async () => {
    const endpoint = await server((query) => [answer(query, [], { rcode: 3 })]);
    expect(await at(endpoint)).toEqual({ rcode: 3, records: [] });
  });

  test("may come in another case", async () => {
    const endpoint = await server((query) => {
      const question = Buffer.from(questionOf(query).toString("latin1").replace("Alice", "aLICE"), "latin1");
      return [answer(query, [HELLO], { question })];
    });
    expect((await at(endpoint)).records).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ["another ID", (query) => [answer(query, [], { id: query.readUInt16BE(0) ^ 1 })]],
    [
      "another name",
      (query) => [answer(query, [], { question: Buffer.from("\x01b\0\0\x10\0\x01", "latin1") })],
    ],
    ["a query", (query) => [answer(query, [], { flags: 0 })]],
    ["no header", () => [Buffer.from("junk")]],
    ["a question that is cut", (query) => [answer(query, [], { question: Buffer.of(5, 97) })]],
    ["nothing", () => [Buffer.alloc(0)]],
  ])("is waited for where %s comes first", async (_, junk) => {
    const endpoint = await server((query) => [...junk(query), ...hello(query)]);
    expect((await at(endpoint)).records).toHaveLength(1);
  });

  test("comes over TCP where it is cut", async () => {
    const endpoint = await server((query) => [answer(query, [], { flags: QR | TC })], hello);
    expect((await at(endpoint)).records).toHaveLength(1);
  });
});

describe("no answer", () => {
  test("from a silent server", async () => {
    await expect(at(await server(() => []), 50)).rejects.toMatchObject({ name: "AskError", code: "silent" });
  });

  test("from a port where nobody listens", async () => {
    const endpoint = await server(() => []);
    for (const close of closing.splice(0)) await close();
    await expect(at(endpoint)).rejects.toMatchObject({ name: "AskError", code: "unreachable" });
  });

  test.each<[string, Reply | undefined, string]>([
    ["ends at once", undefined, "malformed"],
    [
      "answers something else",
      (query) => [answer(query, [], { id: query.readUInt16BE(0) ^ 1 })],
      "malformed",
    ],
  ])("over a TCP connection that %s", async (_, overTcp, code) => {
    const endpoint = await server((query) => [answer(query, [], { flags: QR | TC })], overTcp);
    await expect(at(endpoint)).rejects.toMatchObject({ name: "AskError", code });
  });

  test.each([
    ["a string that overruns its record", record(TXT, 1, [9, 97])],
    [
      "octets that UTF-8 makes longer than a string",
      record(TXT, 1, [255, ...new Array<number>(255).fill(0xff)]),
    ],
    ["a TXT record without strings", record(TXT, 1, [])],
    ["a record whose octets dns2 does not keep", record(1, 1, [127, 0, 0, 1])],
    ["a record that is cut", HELLO.subarray(0, -1)],
  ])("in a message with %s", async (_, sent) => {
    const endpoint = await server((query) => [answer(query, [sent])]);
    await expect(at(endpoint)).rejects.toMatchObject({ name: "AskError", code: "malformed" });
  });

  test("but a refusal with a reason, whatever octets come", async () => {
    let change = (message: Buffer): Buffer => message;
    const endpoint = await server((query) => {
      const whole = answer(query, [HELLO, record(46, 1, Buffer.alloc(20)), record(48, 1, [1, 1, 3, 13, 0])]);
      return [change(whole), ...hello(query)];
    }, hello);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }),
        fc.nat(200),
        async (changes, length) => {
          change = (message) => {
            for (const [offset, octet] of changes) message[offset % message.length] = octet;
            return message.subarray(0, length);
          };
          const outcome = await at(endpoint).catch((error: Error) => error);
          if (outcome instanceof Error) expect(outcome.name).toBe("AskError");
          else expect(outcome.records.length).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
