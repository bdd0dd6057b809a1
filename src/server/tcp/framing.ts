/** RFC 1035 §4.2.2: "The message is prefixed with a two byte length field which gives the message length". */
const PREFIX_OCTETS = 2;
const MAX_FRAME_OCTETS = PREFIX_OCTETS + 65_535;
/** The first room for a message that comes in pieces, in octets. */
const FIRST_ROOM = 512;

const NOTHING = Buffer.alloc(0);

/**
 * Cuts a stream of octets into messages. A message that lies whole in one read is a view into it; one that comes in
 * pieces is gathered in a buffer that doubles with what has come, whatever the prefix promises.
 */
export interface Framer {
  /** Takes the next octets of the stream. Those of the last call must be used up: `next()` gave undefined. */
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
  let fed: Buffer = NOTHING;
  let at = 0;
  let held: Buffer = NOTHING;
  let heldOctets = 0;

  const hold = (wanted: number): void => {
    const octets = Math.min(wanted, fed.length - at);
    const needed = heldOctets + octets;
    if (needed > held.length) {
      const larger = Buffer.alloc(Math.max(FIRST_ROOM, needed, Math.min(held.length * 2, MAX_FRAME_OCTETS)));
      held.copy(larger, 0, 0, heldOctets);
      held = larger;
    }
    fed.copy(held, heldOctets, at, at + octets);
    heldOctets = needed;
    at += octets;
  };

  const gathered = (): Buffer | undefined => {
    if (heldOctets < PREFIX_OCTETS) hold(PREFIX_OCTETS - heldOctets);
    if (heldOctets >= PREFIX_OCTETS) {
      const frame = PREFIX_OCTETS + held.readUInt16BE(0);
      hold(frame - heldOctets);
      if (heldOctets === frame) {
        heldOctets = 0;
        return held.subarray(PREFIX_OCTETS, frame);
      }
    }
    fed = NOTHING;
    at = 0;
    return undefined;
  };

  return {
    feed: (octets) => {
      fed = octets;
      at = 0;
    },
    next: () => {
      if (heldOctets > 0) return gathered();
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
      return gathered();
    },
    get left() {
      return fed.length - at;
    },
    get partial() {
      return heldOctets > 0;
    },
  };
}
