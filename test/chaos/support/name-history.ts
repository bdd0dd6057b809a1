/*
 * What instances may say of a name, by what clients know of it. Times are milliseconds of `monotonic`.
 */

/** A name's URI, or null for none. */
export type Value = string | null;

/** What a name is, or may have become, by one write. */
interface Version {
  readonly value: Value;
  /** When the write was sent. */
  readonly begun: number;
  /** When it was acknowledged, and by which instance. Nobody may know whether a write without this was carried out. */
  settled?: { readonly at: number; readonly by: number };
}

/** A name has one writer at a time: its versions follow each other. */
export interface NameHistory {
  readonly versions: Version[];
  /** The latest version that an instance has shown, by instance, and when it first did. */
  readonly seen: Map<number, { readonly version: number; readonly at: number }>;
}

/** A time in which an instance could not hear of the others' writes. */
export interface Cut {
  readonly from: number;
  to: number;
}

export const newHistory = (): NameHistory => ({
  versions: [{ value: null, begun: -Infinity, settled: { at: -Infinity, by: -1 } }],
  seen: new Map(),
});

export const begin = ({ versions }: NameHistory, value: Value, at: number): void => {
  versions.push({ value, begun: at });
};

/** The write that was begun last stands: instance `by` has said so. */
export const settle = ({ versions }: NameHistory, at: number, by: number): void => {
  versions.at(-1)!.settled = { at, by };
};

/** The write that was begun last was refused and has changed nothing. */
export const withdraw = ({ versions }: NameHistory): void => {
  versions.pop();
};

/** An answer of an instance, asked and received at these times. */
export interface Sighting {
  readonly instance: number;
  readonly asked: number;
  readonly received: number;
  /** When the instance was cut off, oldest first. */
  readonly cuts: readonly Cut[];
  /** How long it may take until the instance answers by a write that another has acknowledged. */
  readonly within: number;
}

/** When an instance has to answer by a version. */
function dueAt({ settled }: Version, { instance, cuts, within }: Sighting): number {
  if (settled === undefined) return Infinity;
  if (settled.by === instance) return settled.at;
  let due = settled.at + within;
  for (const { from, to } of cuts) if (from < due && to > settled.at) due = Math.max(due, to + within);
  return due;
}

/**
 * Takes in that an instance showed a value; returns undefined where it may have done so, and else the values that it might
 * have shown. What an instance has once shown it must not take back.
 */
export function judge(history: NameHistory, value: Value, sighting: Sighting): readonly Value[] | undefined {
  const { versions, seen } = history;
  const { instance, asked, received } = sighting;
  const known = seen.get(instance);
  let floor = known !== undefined && known.at <= asked ? known.version : 0;
  versions.forEach((version, i) => {
    if (i > floor && dueAt(version, sighting) <= asked) floor = i;
  });
  const admissible = versions.flatMap(({ begun }, i) => (i >= floor && begun <= received ? [i] : []));
  const shown = admissible.find((i) => versions[i]!.value === value);
  if (shown === undefined) return admissible.map((i) => versions[i]!.value);
  if (known === undefined || known.version < shown) seen.set(instance, { version: shown, at: received });
  return undefined;
}

/** What the name is now, where that is known. */
export const settledValue = ({ versions }: NameHistory): Value | undefined => {
  const last = versions.at(-1)!;
  return last.settled === undefined ? undefined : last.value;
};
