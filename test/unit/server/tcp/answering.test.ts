import { expect, test } from "vitest";
import { newAnswering } from "../../../../src/server/tcp/answering.ts";
import { newFramer } from "../../../../src/server/tcp/framing.ts";
import { tcpLimits } from "../../../../src/server/tcp/limits.ts";
import type { Answer } from "../../../../src/server/transport.ts";
import { framed } from "../../../support/tcp-client.ts";
import { toyAnswer, toyQuery, toyReply } from "../../../support/toy-answer.ts";

const fed = (...messages: Buffer[]) => {
  const framer = newFramer();
  framer.feed(Buffer.concat(messages.map(framed)));
  return framer;
};
const queries = (count: number): Buffer[] => Array.from({ length: count }, (_, id) => toyQuery(id));
const framedReplies = (messages: Buffer[]): Buffer => Buffer.concat(messages.map(toyReply).map(framed));

/** An answer of `octets` octets to everything. */
const large =
  (octets: number): Answer =>
  (query, out) => {
    out.set(query);
    return octets;
  };

test("the answers to all queries of one read leave in one piece", () => {
  const counters = { queries: 0 };
  const sent: Buffer[] = [];
  const fault = newAnswering(
    toyAnswer,
    tcpLimits(),
    counters,
  )(fed(...queries(50)), (octets) => {
    sent.push(octets);
    return 0;
  });
  expect(fault).toBeUndefined();
  expect(sent).toEqual([framedReplies(queries(50))]);
  expect(counters.queries).toBe(50);
});

test("a turn ends at its bound, and the next one goes on", () => {
  const framer = fed(...queries(100));
  const sent: Buffer[] = [];
  const send = (octets: Buffer): number => {
    sent.push(octets);
    return 0;
  };
  const answerFed = newAnswering(toyAnswer, tcpLimits({ queriesPerTurn: 64 }), { queries: 0 });
  answerFed(framer, send);
  expect(sent).toEqual([framedReplies(queries(64))]);
  answerFed(framer, send);
  expect(Buffer.concat(sent)).toEqual(framedReplies(queries(100)));
});

test("no more is answered once too much waits for the peer", () => {
  const framer = fed(...queries(60));
  let unsent = 0;
  newAnswering(large(65_535), tcpLimits({ unsentOctets: 131_072 }), { queries: 0 })(framer, (octets) => {
    unsent += octets.length;
    return unsent;
  });
  // Each answer is a piece of its own; the second one passes the bound.
  expect(unsent).toBe(2 * 65_537);
  expect(framer.left).toBe(58 * 42);
});

test("what was sent is not touched by later answers", () => {
  const framer = fed(...queries(4));
  const sent: Buffer[] = [];
  newAnswering(large(40_000), tcpLimits(), { queries: 0 })(framer, (octets) => {
    sent.push(octets);
    return 0;
  });
  expect(sent.map((octets) => octets.readUInt16BE(2))).toEqual([0, 2]);
});

test.each([
  ["junk", Buffer.alloc(0), undefined],
  ["junk", Buffer.alloc(11), undefined],
  ["unanswered", toyReply(toyQuery(9)), undefined],
  ["failed", Buffer.alloc(12).fill(0x40), new Error("a bug in the answer path")],
])("%s: the answers before it are sent, those after it are not given", (reason, message, cause) => {
  const counters = { queries: 0 };
  const sent: Buffer[] = [];
  const fault = newAnswering(
    toyAnswer,
    tcpLimits(),
    counters,
  )(fed(toyQuery(1), toyQuery(2), message, toyQuery(3)), (octets) => {
    sent.push(octets);
    return 0;
  });
  expect(fault).toEqual(cause === undefined ? { reason } : { reason, cause });
  expect(sent).toEqual([framedReplies([toyQuery(1), toyQuery(2)])]);
  expect(counters.queries).toBe(2);
});
