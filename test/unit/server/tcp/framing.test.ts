import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newFramer } from "../../../../src/server/tcp/framing.ts";
import { framed } from "../../../support/tcp-client.ts";

/** Feeds the pieces one by one and copies what comes out. */
function cut(pieces: readonly Buffer[]): { messages: Buffer[]; partial: boolean } {
  const framer = newFramer();
  const messages: Buffer[] = [];
  for (const piece of pieces) {
    framer.feed(piece);
    for (let message = framer.next(); message !== undefined; message = framer.next())
      messages.push(Buffer.from(message));
    expect(framer.left).toBe(0);
  }
  return { messages, partial: framer.partial };
}

const message = (length: number, seed = 1): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => (seed + i * 3) & 0xff));

describe("cutting a stream into messages (RFC 1035 §4.2.2)", () => {
  test("one message in one piece", () => {
    expect(cut([framed(message(29))])).toEqual({ messages: [message(29)], partial: false });
  });

  test("a message that lies whole in a read is a view into it", () => {
    const framer = newFramer();
    const piece = framed(message(29));
    framer.feed(piece);
    expect(framer.next()?.buffer).toBe(piece.buffer);
  });

  test("several messages in one piece, the last one cut within its prefix", () => {
    const stream = Buffer.concat([framed(message(12)), framed(message(40, 9)), Buffer.of(0)]);
    expect(cut([stream])).toEqual({ messages: [message(12), message(40, 9)], partial: true });
  });

  test("octet by octet", () => {
    const stream = Buffer.concat([framed(message(300)), framed(message(12))]);
    expect(cut([...stream].map((octet) => Buffer.of(octet)))).toEqual({
      messages: [message(300), message(12)],
      partial: false,
    });
  });

  test("the empty message and the largest", () => {
    const stream = Buffer.concat([framed(message(0)), framed(message(65_535)), framed(message(0))]);
    const expected = { messages: [message(0), message(65_535), message(0)], partial: false };
    expect(cut([stream])).toEqual(expected);
    expect(cut([stream.subarray(0, 1), stream.subarray(1, 3), stream.subarray(3)])).toEqual(expected);
  });

  test("what is left tells how much was not looked at", () => {
    const framer = newFramer();
    framer.feed(Buffer.concat([framed(message(20)), framed(message(30))]));
    expect(framer.left).toBe(54);
    framer.next();
    expect(framer.left).toBe(32);
    framer.next();
    expect(framer.left).toBe(0);
  });

  test("room is made for what has come, not for what the prefix promises", () => {
    const framer = newFramer();
    const stream = framed(message(65_535));
    framer.feed(stream.subarray(0, 700));
    expect(framer.next()).toBeUndefined();
    framer.feed(stream.subarray(700));
    const whole = framer.next();
    expect(whole).toEqual(message(65_535));
    // The octets that were fed last and the buffer of a large message are let go.
    expect(framer.next()).toBeUndefined();
    framer.feed(Buffer.of(0));
    framer.next();
    framer.feed(Buffer.of(1, 7));
    const small = framer.next();
    expect(small).toEqual(Buffer.of(7));
    expect(small?.buffer.byteLength).toBe(512);
  });

  test("any split of a stream yields the same messages", () => {
    const lengths = fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 4, max: 600 }),
      fc.integer({ min: 601, max: 5000 }),
    );
    fc.assert(
      fc.property(
        fc.array(lengths, { maxLength: 8 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
        fc.nat({ max: 20 }),
        (sizes, cuts, tail) => {
          const messages = sizes.map((size, i) => message(size, i));
          // The stream ends within a message where `tail` is not 0.
          const rest = framed(message(40)).subarray(0, tail);
          const stream = Buffer.concat([...messages.map(framed), rest]);
          const at = [...cuts.map((cut) => Math.floor(cut * stream.length)), 0, stream.length];
          at.sort((a, b) => a - b);
          const pieces = at.slice(1).map((to, i) => stream.subarray(at[i]!, to));
          expect(cut(pieces)).toEqual({ messages, partial: tail > 0 });
        },
      ),
    );
  });
});
