/** RFC 1035 §4.2.2: "The message is prefixed with a two byte length field which gives the message length". */
const PREFIX_OCTETS = 2;
/** The first room for a message that comes in pieces; it doubles until the message fits, and never passes it. */
const FIRST_ROOM = 512;

const NOTHING = Buffer.alloc(0);

/**
 * Cuts a stream of octets into messages. Messages that lie whole in one read are views into it; one that comes in pieces
 * is gathered in a buffer of its own, which grows with what has come, not with what the prefix promises.
 */
export interface Framer {
  /** Takes the next octets of the stream. Those of the feed before must have been used up: `next()` gave undefined. */
  feed(octets: Buffer): void;
  /**
   * The next whole message without its prefix, empty where the prefix says 0; undefined where more octets are needed.
   * The view is good until the next call.
   */
  next(): Buffer | undefined;
  /** Octets that were fed and not looked at yet. */
  readonly left: number;
  /** Whether a message has begun and is not whole; meaningful once `next()` gave undefined. */
  readonly partial: boolean;
}

export function newFramer(): Framer {
  let fed = NOTHING;
  let at = 0;
  let held = NOTHING;
  let heldOctets = 0;

  /** Moves up to `count` octets into `held`, whose frame ends at `frame` at the latest. */
  const hold = (count: number, frame: number): void => {
    const taken = Math.min(count, fed.length - at);
    if (heldOctets + taken > held.length) {
      const doubled = Math.max(FIRST_ROOM, held.length * 2, heldOctets + taken);
      const larger = Buffer.alloc(Math.min(frame, doubled));
      held.copy(larger, 0, 0, heldOctets);
      held = larger;
    }
    fed.copy(held, heldOctets, at, at + taken);
    heldOctets += taken;
    at += taken;
  };

  /** Goes on with the message that has begun in an earlier feed. */
  const heldMessage = (): Buffer | undefined => {
    if (heldOctets < PREFIX_OCTETS) hold(PREFIX_OCTETS - heldOctets, FIRST_ROOM);
    if (heldOctets < PREFIX_OCTETS) return undefined;
    const frame = PREFIX_OCTETS + held.readUInt16BE(0);
    hold(frame - heldOctets, Math.max(frame, FIRST_ROOM));
    if (heldOctets < frame) return undefined;
    heldOctets = 0;
    return held.subarray(PREFIX_OCTETS, frame);
  };

  return {
    feed: (octets) => {
      fed = octets;
      at = 0;
    },
    next: () => {
      if (heldOctets > 0) {
        const message = heldMessage();
        if (message === undefined) fed = NOTHING;
        return message;
      }
      const left = fed.length - at;
      if (left >= PREFIX_OCTETS) {
        const length = fed.readUInt16BE(at);
        if (left >= PREFIX_OCTETS + length) {
          at += PREFIX_OCTETS + length;
          return fed.subarray(at - length, at);
        }
      }
      // Neither a large message that is done with nor the last read stays with a connection that waits.
      if (held.length > FIRST_ROOM) held = NOTHING;
      if (left > 0) hold(left, Number.MAX_SAFE_INTEGER);
      fed = NOTHING;
      at = 0;
      return undefined;
    },
    get left() {
      return fed.length - at;
    },
    get partial() {
      return heldOctets > 0;
    },
  };
}
