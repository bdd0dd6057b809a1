import type { SignedZone } from "../../dnssec/signed-zone.ts";

/** Slots of the index that one slice visits: about 80 names, or 2 ms when all of them want a signature. */
const SLICE_SLOTS = 128;
/** Expired names that one slice takes out. */
const SLICE_EXPIRED = 256;
/** A name is looked at this often, in seconds; half of a signature's lifetime is left when it first wants renewal. */
const ROUND_SECONDS = 600;

/** Signs names before they are asked for, and takes out those that have expired. */
export interface SignAhead {
  /** Signs all names of a zone that has just been loaded, slice by slice; resolves when all had their turn. */
  begin(zone: SignedZone): Promise<void>;
  close(): void;
}

interface Round {
  slot: number;
  /** Slots to visit before resting. */
  due: number;
  /** Called when nothing is due any more. */
  done?: () => void;
}

/**
 * Visits the names of the zones in turn, in slices between which queries are answered; `zones` are those in service.
 * Failures go to `onFailure`: the name is tried again when it is asked for, and in the next round.
 */
export function startSignAhead(
  zones: () => Iterable<SignedZone>,
  now: () => number,
  onFailure: (error: unknown) => void,
): SignAhead {
  const rounds = new Map<SignedZone, Round>();
  let next: NodeJS.Immediate | undefined;

  const slice = (): void => {
    next = undefined;
    const at = now();
    let more = false;
    for (const [zone, round] of rounds) {
      const { replica } = zone.zone;
      replica.expire(at, SLICE_EXPIRED);
      if (replica.nextExpiry <= at) more = true;
      if (round.due <= 0) continue;
      const count = Math.min(SLICE_SLOTS, round.due);
      const sign = (node: number): void => {
        if (replica.hasExpired(node, at)) return;
        try {
          zone.signName(node, at);
        } catch (error) {
          onFailure(error);
        }
      };
      round.slot = replica.sweep(round.slot, count, sign);
      round.due -= count;
      if (round.due > 0) more = true;
      else round.done?.();
    }
    if (more) next = setImmediate(slice);
  };
  const wake = (): void => {
    next ??= setImmediate(slice);
  };

  const tick = setInterval(() => {
    const current = new Set(zones());
    for (const zone of rounds.keys()) if (!current.has(zone)) rounds.delete(zone);
    for (const zone of current) {
      const { replica } = zone.zone;
      const round = rounds.get(zone) ?? { slot: 0, due: 0 };
      rounds.set(zone, round);
      round.due = Math.max(round.due, Math.ceil(replica.slots / ROUND_SECONDS));
    }
    wake();
  }, 1000);
  tick.unref();

  return {
    begin: (zone) =>
      new Promise((done) => {
        rounds.set(zone, { slot: 0, due: zone.zone.replica.slots, done });
        wake();
      }),
    close: () => {
      clearInterval(tick);
      clearImmediate(next);
    },
  };
}
