import { type InstanceRecord, isLive, type SeenInstance } from "../zone/store/shared-port.ts";
import type { InstanceConfirmation } from "./client-types.ts";
import { InstancesBehind } from "./instances-behind.ts";
import type { Instances } from "./ports.ts";

/** A write that was made: the zone's generation then, and the serial that it was given. */
export interface StandingWrite {
  readonly apex: string;
  readonly generation: string;
  readonly serial: number;
}

/**
 * How long instances are waited for, in milliseconds. It is less than what {@link isLive} allows, so that one which fell silent
 * when the write was made is told of, and not taken for gone.
 */
const WAIT_MILLISECONDS = 3_000;
/** Between two looks at the instances. */
const FIRST_PAUSE_MILLISECONDS = 15;
const LAST_PAUSE_MILLISECONDS = 250;

/**
 * Resolves, when every live instance answers by the write, to what each answers. Rejects with {@link InstancesBehind} where that
 * takes too long, or where the store does not say which instances there are. `remedy` is what there is to do about that.
 */
export async function confirmedByAll(
  instances: Instances,
  write: StandingWrite,
  remedy = "",
): Promise<readonly InstanceConfirmation[]> {
  const timeout = Promise.withResolvers<undefined>();
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    timeout.resolve(undefined);
  }, WAIT_MILLISECONDS);
  let known: readonly InstanceConfirmation[] | undefined;
  let cause: unknown;
  const look = (): Promise<readonly SeenInstance[] | undefined> =>
    instances.all().catch((error: unknown) => {
      cause = error;
      return undefined;
    });
  try {
    for (let delay = FIRST_PAUSE_MILLISECONDS; ; delay = Math.min(delay * 1.5, LAST_PAUSE_MILLISECONDS)) {
      const seen = await Promise.race([look(), timeout.promise]);
      if (seen !== undefined) {
        known = seen.filter(isLive).map((each) => confirmationOf(each, write));
        if (known.every(({ confirmed }) => confirmed)) return known;
      }
      if (!isOver) await Promise.race([after(delay), timeout.promise]);
      if (isOver) throw behind(known ?? [confirmationOf(instances.self(), write)], write, remedy, cause);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** What an instance has said of the write's zone. */
function confirmationOf(
  { id, name, zones }: InstanceRecord,
  { apex, generation, serial }: StandingWrite,
): InstanceConfirmation {
  const standing = zones.find((zone) => zone.apex === apex);
  // A zone of another generation, or one that is not taken over, has a serial of its own that says nothing of this write.
  const confirmed =
    standing?.answers === "store" &&
    standing.generation === generation &&
    standing.serial >= serial &&
    standing.doubt === null;
  return { id, name, serial: standing?.serial ?? 0, confirmed };
}

function behind(
  known: readonly InstanceConfirmation[],
  { serial }: StandingWrite,
  remedy: string,
  cause: unknown,
): InstancesBehind {
  const late = known.filter(({ confirmed }) => !confirmed).map(({ name }) => name);
  const why =
    late.length === 0
      ? "the store does not say which instances there are"
      : `not every instance answers by it yet: ${late.join(", ")}`;
  return new InstancesBehind(`the write stands with serial ${serial}, but ${why}${remedy}`, known, cause);
}

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
