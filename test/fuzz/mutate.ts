import type { Random } from "./random.ts";

/** Octets that mean something in a message: counts, lengths, label types, pointers, types, flags. */
const MEANINGFUL = [0, 1, 2, 3, 6, 10, 12, 15, 16, 41, 46, 47, 48, 62, 63, 64, 127, 128, 0xbf, 0xc0, 0xff];
const OPT = Uint8Array.of(0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, 0);
const MAX_OCTETS = 2_000;

type Mutation = (octets: Uint8Array, random: Random, corpus: readonly Uint8Array[]) => Uint8Array;

const pick = <T>(list: readonly T[], random: Random): T => list[random(list.length)]!;

const changed = (octets: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = octets.slice();
  if (at < copy.length) copy[at] = value;
  return copy;
};

const spliced = (octets: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array =>
  Uint8Array.from([...octets.subarray(0, from), ...middle, ...octets.subarray(to)].slice(0, MAX_OCTETS));

const MUTATIONS: readonly Mutation[] = [
  // One bit.
  (octets, random) => {
    const at = random(octets.length);
    return changed(octets, at, (octets[at] ?? 0) ^ (1 << random(8)));
  },
  (octets, random) => changed(octets, random(octets.length), random(256)),
  (octets, random) => changed(octets, random(octets.length), pick(MEANINGFUL, random)),
  // The header has the most to say.
  (octets, random) => changed(octets, 2 + random(10), pick(MEANINGFUL, random)),
  (octets, random) => changed(octets, 5 + 2 * random(4), random(4)),
  // Cut, leave out, put in, repeat.
  (octets, random) => octets.slice(0, random(octets.length + 1)),
  (octets, random) => {
    const from = random(octets.length);
    return spliced(octets, from, from + 1 + random(8), new Uint8Array(0));
  },
  (octets, random) => {
    const at = random(octets.length + 1);
    return spliced(octets, at, at, new Uint8Array(1 + random(16)).fill(pick(MEANINGFUL, random)));
  },
  (octets, random) => {
    const from = random(octets.length);
    const to = Math.min(octets.length, from + 1 + random(64));
    return spliced(octets, to, to, octets.subarray(from, to));
  },
  // The head of one with the tail of another.
  (octets, random, corpus) => {
    const other = pick(corpus, random);
    return spliced(octets, random(octets.length), octets.length, other.subarray(random(other.length)));
  },
  // One more record at the end, and counted.
  (octets, random) =>
    spliced(
      changed(octets, 11, ((octets[11] ?? 0) + 1) & 0xff),
      octets.length,
      octets.length,
      withTail(random),
    ),
  // Another type or class in the question.
  (octets, random) => changed(octets, nameEnd(octets) + 1 + random(3), pick(MEANINGFUL, random)),
  (octets, random) => changed(octets, nameEnd(octets) + 1, random(64)),
  // Another octet within a label.
  (octets, random) => {
    const labels = labelStarts(octets);
    if (labels.length === 0) return octets;
    const start = pick(labels, random);
    return changed(octets, start + 1 + random(octets[start]!), pick([random(256), 0x2a, 0x7e, 0], random));
  },
  // Another label before one that is there.
  (octets, random) => {
    const at = pick([12, ...labelStarts(octets)], random);
    const label = new Uint8Array(1 + random(pick([2, 8, 63], random))).fill(random(256));
    return spliced(octets, at, at, Uint8Array.of(label.length, ...label));
  },
  // A label less.
  (octets, random) => {
    const at = pick([12, ...labelStarts(octets)], random);
    return spliced(octets, at, at + 1 + (octets[at] ?? 0), new Uint8Array(0));
  },
];

/** Where the labels of the question's name begin. */
function labelStarts(octets: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = 12; at < octets.length && octets[at]! > 0; at += octets[at]! + 1) starts.push(at);
  return starts;
}

/** Where its root label stands. */
function nameEnd(octets: Uint8Array): number {
  const last = labelStarts(octets).at(-1);
  return last === undefined ? 12 : last + octets[last]! + 1;
}

/** An OPT record, or something like one. */
function withTail(random: Random): Uint8Array {
  const tail = OPT.slice();
  for (let changes = random(3); changes > 0; changes--) tail[random(tail.length)] = pick(MEANINGFUL, random);
  return tail;
}

/** One of the corpus with one change, or a few. Many would leave nothing but FORMERR. */
export function mutate(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let octets = pick(corpus, random);
  for (let changes = 1 + (random(3) === 0 ? random(6) : 0); changes > 0 && octets.length > 0; changes--)
    octets = pick(MUTATIONS, random)(octets, random, corpus);
  return octets;
}
