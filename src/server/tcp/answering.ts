import { MAX_TCP_ANSWER_OCTETS } from "../../zone/message-size.ts";
import type { Answer } from "../transport.ts";
import type { TcpClose } from "./counters.ts";
import type { Framer } from "./framing.ts";
import type { TcpLimits } from "./limits.ts";

/** RFC 1035 §4.1.1: less than a header is no message. */
const HEADER_OCTETS = 12;
const PREFIX_OCTETS = 2;
/** Answers are gathered up to here, then written. */
const GATHERED_OCTETS = 65_536;

/** Why a connection cannot go on. */
interface Fault {
  readonly reason: TcpClose;
  readonly cause?: unknown;
}

/**
 * Answers the whole messages that were fed, until a bound is met, and hands the answers with their prefixes to `send`: as
 * few pieces as can be, each a buffer of its own. `send` returns how many octets wait for the peer. Adds to
 * `counters.queries`.
 */
export type AnswerFed = (framer: Framer, send: (octets: Buffer) => number) => Fault | undefined;

/** The connections of one listener share one, and with it two buffers: each call uses them up before it returns. */
export function newAnswering(answer: Answer, limits: TcpLimits, counters: { queries: number }): AnswerFed {
  const scratch = Buffer.alloc(MAX_TCP_ANSWER_OCTETS);
  const gathered = Buffer.alloc(GATHERED_OCTETS + PREFIX_OCTETS + MAX_TCP_ANSWER_OCTETS);
  let octets = 0;

  const answerOne = (message: Buffer): Fault | undefined => {
    if (message.length < HEADER_OCTETS) return { reason: "junk" };
    // The guard at the edge: one bad message cannot stop the process.
    try {
      const length = answer(message, scratch, "tcp");
      if (length === 0) return { reason: "unanswered" };
      gathered.writeUInt16BE(length, octets);
      scratch.copy(gathered, octets + PREFIX_OCTETS, 0, length);
      octets += PREFIX_OCTETS + length;
      counters.queries++;
      return undefined;
    } catch (cause) {
      return { reason: "failed", cause };
    }
  };

  return (framer, send) => {
    let fault: Fault | undefined;
    let unsent = 0;
    const flush = (): void => {
      const count = octets;
      octets = 0;
      if (count > 0) unsent = send(Buffer.copyBytesFrom(gathered, 0, count));
    };
    for (let handled = 0; handled < limits.queriesPerTurn || framer.left === 0; handled++) {
      const message = framer.next();
      if (message === undefined) break;
      fault = answerOne(message);
      if (fault !== undefined) break;
      if (octets > GATHERED_OCTETS) flush();
      if (unsent > limits.unsentOctets) break;
    }
    flush();
    return fault;
  };
}
