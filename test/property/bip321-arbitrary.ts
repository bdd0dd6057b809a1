import fc from "fast-check";
import { formatUri, type UriParts } from "../../src/zone/payment/uri/format.ts";
import { GENERAL_KEYS, INSTRUCTION_KEYS } from "../../src/zone/payment/uri/keys.ts";

type Parameter = UriParts["parameters"][number];

const BASE58_AND_BECH32 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0l";
const word = fc.string({ unit: fc.constantFrom(...BASE58_AND_BECH32), minLength: 1, maxLength: 40 });

/** Any characters, some of them such as mean something in a URI, most of them such as need no escape. */
const unicode = fc.oneof(
  word,
  word,
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(...'&=?#%+ :/"\\\n\0AaZzéİK₿😀\ufeff\ufffd'), maxLength: 6 }),
);

const required = fc.boolean();
const instruction: fc.Arbitrary<Parameter> = fc.record({
  key: fc.constantFrom(...INSTRUCTION_KEYS),
  required,
  value: word,
});

/** A key as a reader gives it: folded, not empty, and none that means something. */
const oddKey = unicode
  .map((key) => key.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
  .filter((key) => key !== "" && !/^req-|bitcoin:/i.test(key))
  .filter((key) => !INSTRUCTION_KEYS.has(key) && !GENERAL_KEYS.has(key));
const odd: fc.Arbitrary<Parameter> = fc.record({
  key: oddKey,
  required: fc.constant(false),
  value: fc.option(unicode, { nil: undefined }),
});

const amount = fc
  .tuple(fc.nat(20_999_999), fc.integer({ min: 1, max: 99_999_999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(8, "0")}`);
const general = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<Parameter> =>
  fc.record({ key: fc.constant(key), required, value });
const generals = fc.subarray([
  general("amount", amount),
  general("label", unicode),
  general("message", unicode),
  general(
    "pop",
    unicode.map((rest) => `app+x:${rest}`),
  ),
]);

/** The parts of a URI that breaks no rule and fits. */
export const uriParts: fc.Arbitrary<UriParts> = generals
  .chain((chosen) =>
    fc.record({
      body: fc.oneof(fc.constant(""), word),
      first: instruction,
      rest: fc.tuple(fc.tuple(...chosen), fc.array(fc.oneof(instruction, odd), { maxLength: 5 })),
    }),
  )
  .chain(({ body, first, rest }) =>
    fc
      .shuffledSubarray([first, ...rest.flat()], { minLength: 1 + rest.flat().length })
      .map((parameters) => ({ body, parameters })),
  );

/** Pieces that break rules, or come close to it. */
const TRICKY = [
  ...'%&=?#+ ,.:/"\\\0\n\ud83d\udc00é₿😀',
  ...[
    "bitcoin:",
    "BITCOIN:?",
    "//",
    "%4",
    "%C3",
    "%ff",
    "%41",
    "%F0%9F%98%80",
    "req-",
    "REQ-POP=",
    "pop=https:",
  ],
  ...["&label=a", "&amount=", "&amount=1e3", "amount", "lno=", "&&", "\ufeff", "0".repeat(40)],
];

/** Pieces that leave most URIs as good as they were. */
const HARMLESS = [..."aZ7?:/+&=", "%41", "%E2%82%BF", "&x", "&&y=1", "&LNO=x", "&req-sp=z"];

interface Mutation {
  /** How far into the text, in thousandths. */
  readonly place: number;
  readonly cut: number;
  readonly piece: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.integer({ min: 0, max: 1000 }),
  cut: fc.constantFrom(0, 0, 0, 1, 2, 3),
  piece: fc.oneof(
    fc.constantFrom(...HARMLESS),
    fc.constantFrom("", ...TRICKY),
    fc.string({ unit: "binary", maxLength: 4 }),
  ),
});

const mutate = (text: string, { place, cut, piece }: Mutation): string => {
  const at = Math.floor((place * text.length) / 1000);
  return text.slice(0, at) + piece + text.slice(at + cut);
};

/** URIs that began as good ones. Most still have their scheme: without it there is little to read. */
export const mutatedUri: fc.Arbitrary<string> = fc
  .record({
    parts: uriParts,
    mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }),
    kept: fc.constantFrom("bitcoin:", "bitcoin:", "bitcoin:", ""),
  })
  .map(({ parts, mutations, kept }) => kept + mutations.reduce(mutate, formatUri(parts).slice(kept.length)));
