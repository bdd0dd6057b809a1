import fc from "fast-check";

const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** Texts with one character for another, from any that could be mistyped or smuggled in. */
export const withOneCharacterChanged = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(text.length - 1),
      fc.oneof(
        fc.constantFrom(...BECH32),
        fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }),
        fc.constantFrom("\u212a", "\u0131", "\u00e9", "\ud800", "\0", "\n"),
      ),
    )
    .filter(([place, character]) => text[place] !== character)
    .map(([place, character]) => text.slice(0, place) + character + text.slice(place + 1));

/** Texts with a character missing, doubled or changed for its neighbour. */
export const withOneSlip = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(text.length - 2), fc.constantFrom("drop", "double", "swap"))
    .map(([place, slip]) => {
      const [first, second] = [text[place]!, text[place + 1]!];
      const middle = { drop: second, double: first + first + second, swap: second + first }[slip];
      return text.slice(0, place) + middle + text.slice(place + 2);
    })
    .filter((slipped) => slipped !== text);

/** Junk that looks like something: a prefix, a separator, characters of the right kind. */
export const junk = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...BECH32, "1", "b", "L", "o"), maxLength: 120 }),
  fc
    .tuple(
      fc.constantFrom("bc1", "tb1", "bcrt1", "sp1", "tsp1", "lnbc1", "lnbc10u1", "LNTB1", "1", "3", "2", "m"),
      fc.string({ unit: fc.constantFrom(...BECH32), maxLength: 300 }),
    )
    .map((parts) => parts.join("")),
  fc.nat(5_000).map((length) => "q".repeat(length)),
);
