/**
 * What bounds the TCP side (RFC 7766 §6.2, RFC 9210 §4.2). A connection holds at most one read (64 KiB), one message in
 * pieces (64 KiB) and `unsentOctets` + 128 KiB of answers; queries are answered as they are read, so none wait elsewhere.
 */
export const TCP_LIMITS = Object.freeze({
  /** Connections in all; one more closes the most idle of them. */
  connections: { default: 1000, min: 1, max: 65_535 },
  /** Connections of one /24 (IPv4) or /56 (IPv6); one more closes the most idle of these. */
  connectionsPerPrefix: { default: 100, min: 1, max: 65_535 },
  /** Milliseconds from the first octet of a message to its last. */
  messageDeadline: { default: 5000, min: 100, max: 60_000 },
  /** Milliseconds without a whole message and without answers on their way. */
  idle: { default: 10_000, min: 1000, max: 600_000 },
  /** The same, once more than {@link CROWDED} of `connections` are open. */
  crowdedIdle: { default: 2000, min: 100, max: 600_000 },
  /** Milliseconds in which the peer must take some of the answers that wait for it. */
  writeDeadline: { default: 10_000, min: 1000, max: 600_000 },
  /** Octets of answers that may wait for the peer; past them nothing more is read from it. */
  unsentOctets: { default: 131_072, min: 1024, max: 4_194_304 },
  /** Messages of one connection that are answered before the others have their turn. */
  queriesPerTurn: { default: 64, min: 1, max: 65_535 },
  /** Milliseconds between our end of a connection and its destruction, for the peer to read what was sent. */
  grace: { default: 2000, min: 0, max: 60_000 },
});

/** The share of `connections` above which `crowdedIdle` holds. */
export const CROWDED = 0.8;

export type TcpLimits = Readonly<Record<keyof typeof TCP_LIMITS, number>>;

/** The defaults with these changes. Throws a RangeError that names the limit where one is out of range. */
export function tcpLimits(changes: Partial<TcpLimits> = {}): TcpLimits {
  const limits: Partial<Record<keyof TcpLimits, number>> = {};
  for (const key of Object.keys(TCP_LIMITS) as (keyof TcpLimits)[]) {
    const { default: usual, min, max } = TCP_LIMITS[key];
    const value = changes[key] ?? usual;
    if (!Number.isInteger(value) || value < min || value > max)
      throw new RangeError(`${key}: ${value} is not an integer from ${min} to ${max}`);
    limits[key] = value;
  }
  return Object.freeze(limits as TcpLimits);
}
