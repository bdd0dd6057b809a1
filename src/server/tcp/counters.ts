/** Why a connection is no more. */
export type TcpClose =
  /** The peer ended it, and its questions were answered. */
  | "peer"
  | "idle"
  /** A message was begun and not completed in time. */
  | "messageDeadline"
  /** The peer did not read its answers. */
  | "writeDeadline"
  /** A message without room for a header. */
  | "junk"
  /** The answer path chose silence. */
  | "unanswered"
  /** The answer path threw, which it promises not to: a bug, survived. */
  | "failed"
  /** Its place was needed. */
  | "evicted"
  /** The connection broke (ECONNRESET, EPIPE). */
  | "broken"
  /** This server stops. */
  | "shutdown";

/** Counts since the socket was bound. `accepted` less the sum of `closed` are open. */
export interface TcpCounters {
  accepted: number;
  /** Times the system refused to hand over a connection (EMFILE, ENFILE). */
  acceptErrors: number;
  /** Messages that were answered. */
  queries: number;
  readonly closed: Record<TcpClose, number>;
}

export const newTcpCounters = (): TcpCounters =>
  Object.seal({
    accepted: 0,
    acceptErrors: 0,
    queries: 0,
    closed: Object.seal({
      peer: 0,
      idle: 0,
      messageDeadline: 0,
      writeDeadline: 0,
      junk: 0,
      unanswered: 0,
      failed: 0,
      evicted: 0,
      broken: 0,
      shutdown: 0,
    }),
  });
