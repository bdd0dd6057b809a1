import fc from "fast-check";
import { canonicalName, MAX_NAME_OCTETS, type Name, nameOf } from "../../src/zone/name.ts";
import { parseName } from "../../src/zone/name-text.ts";

/*
 * Zones and questions at the edges of RFC 4034 §6.1 and RFC 1035 §2.3.4: octets beside the ones that made-up names end in
 * ("~", \000), beside "*", around the letters, and names with hardly any room.
 */

const OCTETS = [
  0x00, 0x01, 0x21, 0x28, 0x29, 0x2a, 0x2b, 0x40, 0x5b, 0x60, 0x61, 0x7a, 0x7b, 0x7d, 0x7e, 0x7f,
];
const octet = fc.constantFrom(...OCTETS, 0xfe, 0xff);
const octets = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

/** The last octet changed, in a label that is as long as can be or nearly. */
const longLabel = fc
  .tuple(fc.constantFrom(61, 62, 63), fc.constantFrom(0x00, 0x2a, 0x61, 0x7e, 0xff), octet)
  .map(([length, value, last]) => octets(length, value).fill(last, length - 1));

const trickyLabel: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: octet.map((value) => Uint8Array.of(value)) },
  {
    weight: 3,
    arbitrary: fc.array(octet, { minLength: 2, maxLength: 3 }).map((list) => Uint8Array.from(list)),
  },
  { weight: 2, arbitrary: longLabel },
  { weight: 1, arbitrary: fc.constant(octets(63, 0xff)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("user", "alice", "_bitcoin-payment").map((text) => Buffer.from(text)),
  },
);

const isAsterisk = (label: Uint8Array): boolean => label.length === 1 && label[0] === 0x2a;

/** How a name comes from others: `base` picks one of them, labels go before it, as many as there is room for. */
export interface NameStep {
  readonly base: number;
  readonly labels: readonly Uint8Array[];
  /** Fills the name up to so many octets below the limit, in front of the base. */
  readonly slack: number | undefined;
}

const nameStep: fc.Arbitrary<NameStep> = fc.record({
  base: fc.nat(1000),
  labels: fc.array(trickyLabel, { minLength: 1, maxLength: 4 }),
  slack: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: fc.nat(5) }),
});

/** Labels that fill exactly `room` octets, length octets included; a room of 1 stays empty. */
function filling(room: number, value: number): Uint8Array[] {
  const labels: Uint8Array[] = [];
  for (let left = room; left >= 2; ) {
    // A single octet left over would be no label.
    const length = Math.min(63, left === 65 ? 62 : left - 1);
    labels.push(octets(length, value));
    left -= length + 1;
  }
  return labels;
}

/** The name of a step, given those before it. */
export function nameAfter({ base, labels, slack }: NameStep, names: readonly Name[]): Name {
  const parent = names[base % names.length]!;
  if (slack !== undefined) {
    const room = MAX_NAME_OCTETS - slack - parent.length;
    return room < 2 ? parent : nameOf(filling(room, labels[0]![0]!), parent);
  }
  let length = parent.length;
  const fitting = labels.filter((label) => {
    const fits = length + label.length + 1 <= MAX_NAME_OCTETS;
    if (fits) length += label.length + 1;
    return fits;
  });
  return nameOf(fitting, parent);
}

/** Whether a payment name may stand here: below the apex, and nowhere a wildcard, which this server never has. */
export function mayExist(name: Name, apex: Name): boolean {
  if (name.length <= apex.length) return false;
  for (let at = 0; at < name.length - apex.length; at += name[at]! + 1)
    if (isAsterisk(name.subarray(at + 1, at + 1 + name[at]!))) return false;
  return true;
}

const longApex = (length: number): Name => nameOf(filling(length - 1, 0x61));
const apexes: readonly Name[] = [
  ...["_bitcoin-payment.example.com", "user._bitcoin-payment.example.com", "example", "\\255", "@.\\[.~"].map(
    (text) => canonicalName(parseName(text)),
  ),
  ...[180, 230, 245, 250].map(longApex),
];

/** What a question does to a name that exists, or that an answer has shown. */
export const MUTATIONS = [
  "itself",
  "null child",
  "wildcard child",
  "child",
  "grandchild",
  "octet after",
  "octet before",
  "longer by null",
  "longer by tilde",
  "shorter",
  "sibling",
  "wildcard sibling",
  "last sibling",
] as const;

export interface QuestionStep {
  readonly pick: number;
  readonly mutation: (typeof MUTATIONS)[number];
  readonly labels: readonly Uint8Array[];
  readonly type: number;
  /** Bits that turn letters of the name to upper case. */
  readonly caseBits: number;
}

const [A, NS, SOA, TXT, DS, RRSIG, NSEC, DNSKEY, ANY] = [1, 2, 6, 16, 43, 46, 47, 48, 255];
export const questionStep: fc.Arbitrary<QuestionStep> = fc.record({
  pick: fc.nat(100_000),
  mutation: fc.oneof(
    { weight: 1, arbitrary: fc.constant("itself" as const) },
    { weight: 6, arbitrary: fc.constantFrom(...MUTATIONS) },
  ),
  labels: fc.array(trickyLabel, { minLength: 1, maxLength: 3 }),
  type: fc.oneof(fc.constant(TXT), fc.constantFrom(A, NS, SOA, DS, RRSIG, NSEC, DNSKEY, ANY, 0xff00)),
  caseBits: fc.integer(),
});

/** A zone, and in the middle of the questions a change to it. */
export interface ZoneStep {
  readonly apex: Name;
  readonly names: readonly NameStep[];
  readonly gone: readonly number[];
  readonly late: readonly NameStep[];
  readonly questions: readonly QuestionStep[];
}

export const zoneStep: fc.Arbitrary<ZoneStep> = fc.record({
  apex: fc.constantFrom(...apexes),
  names: fc.array(nameStep, { maxLength: 14 }),
  gone: fc.array(fc.nat(1000), { maxLength: 4 }),
  late: fc.array(nameStep, { maxLength: 3 }),
  questions: fc.array(questionStep, { minLength: 30, maxLength: 40 }),
});
