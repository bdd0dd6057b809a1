/** How a message came in: it bounds the answer's size (RFC 6891 §6.2.5). */
export type Transport = "udp" | "tcp";

/**
 * Answers one message: reads `query`, writes into `out`, and returns how many octets were written, or 0 for no answer.
 * Never throws. `query` is not kept and may be reused after the call; so may `out`,
 * which has room for the largest answer of the transport (message-size.ts).
 */
export type Answer = (query: Uint8Array, out: Uint8Array, transport: Transport) => number;

/** One bound address of one transport. */
export interface Listener {
  readonly transport: Transport;
  readonly host: string;
  /** The port that was bound (useful where 0 was asked for). */
  readonly port: number;
  /** Stops to accept; what was received is still answered. Resolves when the socket is closed. */
  close(): Promise<void>;
}
