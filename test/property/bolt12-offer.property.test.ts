import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { decodeOffer, type Offer } from "../../src/zone/payment/bolt12/offer.ts";
import { readOfferText } from "../../src/zone/payment/bolt12/offer-text.ts";
import { isCurvePoint } from "../../src/zone/payment/curve-point.ts";
import type { Network } from "../../src/zone/payment/network.ts";
import { makeOffer, type OfferParts, offerText, offerTextOf, utf8 } from "../support/offer-text.ts";
import { VALID_OFFERS } from "../vectors/bolt12-offers.ts";
import { validOffer } from "./bolt12-offer-arbitrary.ts";

vi.mock("../../src/zone/payment/curve-point.ts", { spy: true });
afterEach(() => vi.clearAllMocks());

const MAINNET = { network: "mainnet" } as const;

/** What a decoded offer says, to be written again. */
const partsOf = ({
  text: _,
  absoluteExpiry,
  unknown,
  issuerId,
  paths,
  chains,
  ...fields
}: Offer): OfferParts => ({
  ...fields,
  chains: chains.length === 0 ? undefined : chains,
  paths: paths.length === 0 ? undefined : paths,
  expiry: absoluteExpiry,
  issuerId: issuerId ?? null,
  extra: unknown.map(({ type, value }) => ({ type, value: Buffer.from(value, "hex") })),
});

const octetsOf = (text: string): Uint8Array => readOfferText(text, () => undefined)!.octets;

/** What the offer says beside its own text, in a form that two offers can be compared by. */
const said = ({ text: _, ...fields }: Offer): string =>
  JSON.stringify(fields, (_key, value) => (typeof value === "bigint" ? `${value}n` : value));

/** One octet of the stream is another: refused, or the offer says something else. */
function judgeFlip(
  octets: Uint8Array,
  place: number,
  flip: number,
  before: string,
  network: Network = "mainnet",
): "refused" | "different" {
  const flipped = Uint8Array.from(octets);
  flipped[place]! ^= flip;
  const { value } = decodeOffer(offerTextOf(flipped), { network });
  if (value === undefined) return "refused";
  expect(said(value)).not.toBe(before);
  return "different";
}

describe("what an offer says and its text", () => {
  test("are one: what was written is read, and written again", () => {
    fc.assert(
      fc.property(validOffer, (parts) => {
        const text = makeOffer(parts);
        const { value, faults } = decodeOffer(text, MAINNET);
        expect(faults).toBeUndefined();
        const { extra, issuerId, expiry, ...fields } = parts;
        expect(value).toMatchObject(
          Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)),
        );
        expect(value?.absoluteExpiry).toBe(expiry);
        expect(value?.issuerId ?? null).toBe(issuerId);
        expect(value?.unknown).toHaveLength(extra?.length ?? 0);
        expect(makeOffer(partsOf(value!))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test.each(VALID_OFFERS)("are one for $description", ({ text, network }) => {
    expect(makeOffer(partsOf(decodeOffer(text, { network }).value!))).toBe(text);
  });

  test("are one however the text is cut and whatever its case", () => {
    const joins = fc.array(fc.tuple(fc.nat(), fc.constantFrom("+", "+ ", "+\r\n\t")), { maxLength: 5 });
    fc.assert(
      fc.property(validOffer, joins, fc.boolean(), (parts, cuts, upper) => {
        const text = makeOffer(parts);
        const characters = [...(upper ? text.toUpperCase() : text)];
        for (const [place, join] of cuts)
          characters[1 + (place % (text.length - 1))] = join + text.at(1 + (place % (text.length - 1)));
        const cut = characters.join("");
        const given = upper ? cut.toUpperCase() : cut;
        expect(decodeOffer(given, MAINNET)).toEqual(decodeOffer(text, MAINNET));
      }),
      { numRuns: 200 },
    );
  });
});

describe("an octet that is another", () => {
  test.each(VALID_OFFERS)("any bit of any octet: $description", ({ text, network }) => {
    const octets = octetsOf(text);
    const before = said(decodeOffer(text, { network }).value!);
    for (let place = 0; place < octets.length; place += 1) {
      for (let bit = 0; bit < 8; bit += 1) judgeFlip(octets, place, 1 << bit, before, network);
    }
  });

  test("is refused or says something else in any offer", () => {
    const found = new Set<string>();
    fc.assert(
      fc.property(validOffer, fc.nat(), fc.integer({ min: 1, max: 255 }), (parts, place, flip) => {
        const octets = octetsOf(makeOffer(parts));
        const before = said(decodeOffer(makeOffer(parts), MAINNET).value!);
        found.add(judgeFlip(octets, place % octets.length, flip, before));
      }),
      { numRuns: 2000 },
    );
    expect([...found].sort()).toEqual(["different", "refused"]);
  });
});

const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** Texts that are none of an offer, some of them nearly. */
const junk: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...BECH32), maxLength: 400 }).map((data) => `lno1${data}`),
  fc
    .string({ unit: fc.constantFrom(...BECH32, ..."+ \nQ1é\ud800"), maxLength: 400 })
    .map((data) => `lno1${data}`),
  fc.uint8Array({ maxLength: 300 }).map(offerTextOf),
  fc
    .array(fc.record({ type: fc.nat(90), value: fc.uint8Array({ maxLength: 80 }) }), { maxLength: 8 })
    .map((records) => offerText(records.sort((a, b) => a.type - b.type))),
  fc.tuple(validOffer, fc.nat(), fc.nat()).map(([parts, from, length]) => {
    const text = makeOffer(parts);
    return text.slice(0, from % text.length) + text.slice((from % text.length) + (length % 4));
  }),
);

describe("any text", () => {
  test("is an offer, or is refused with codes that have their place in it", () => {
    fc.assert(
      fc.property(junk, fc.constantFrom("mainnet", "signet"), (text, network) => {
        const { value, faults } = decodeOffer(text, { network, now: 1_800_000_000 });
        expect(value === undefined).toBe(faults !== undefined);
        for (const { code, position, detail } of faults ?? []) {
          expect(code).toMatch(/^offer(-[a-z0-9]+)+$/);
          expect(detail).toMatch(/^\S.*[^.\s]$/);
          if (position === undefined) continue;
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThan(text.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

const POINT: readonly number[] = Array.from({ length: 33 }, () => 2);

/** As many times the same octets. */
const times = (count: number, octets: readonly number[]): number[] =>
  Array.from({ length: count }, () => octets).flat();

const offerOfPaths = (octets: readonly number[]): string =>
  offerText([{ type: 16, value: Uint8Array.from(octets) }]);

/** An offer nearly as long as may be, of one blinded path with the shortest hops there are. */
const FULL_OF_POINTS = offerOfPaths([...POINT, ...POINT, 70, ...times(70, [...POINT, 0, 0])]);

/** The same, of paths that begin at a channel and have no hops. */
const FULL_OF_PATHS = offerOfPaths(times(59, [...times(9, [0]), ...POINT, 0]));

describe("the work for one text", () => {
  test("no octet is tried on the curve twice", () => {
    fc.assert(
      fc.property(fc.oneof(junk, fc.constant(FULL_OF_POINTS)), (text) => {
        vi.mocked(isCurvePoint).mockClear();
        decodeOffer(text, MAINNET);
        const tried = vi.mocked(isCurvePoint).mock.calls.reduce((sum, [octets]) => sum + octets.length, 0);
        expect(tried).toBeLessThanOrEqual((text.length * 5) / 8);
      }),
      { numRuns: 500 },
    );
  });

  test("the longest offer has 77 points at most to try", () => {
    const text = FULL_OF_POINTS;
    expect(text.length).toBeGreaterThan(3900);
    expect(decodeOffer(text, MAINNET).value?.paths[0]?.hops).toHaveLength(70);
    expect(vi.mocked(isCurvePoint)).toHaveBeenCalledTimes(72);
    expect(Math.floor(((4096 - 4) * 5) / 8 / 33)).toBe(77);
  });

  test("a text that is too long costs nothing", () => {
    const text = FULL_OF_POINTS + "q".repeat(1_000_000);
    expect(decodeOffer(text, MAINNET).faults).toHaveLength(1);
    expect(vi.mocked(isCurvePoint)).not.toHaveBeenCalled();
  });

  test.each([
    ["plus signs", "+".repeat(4096)],
    ["white space after plus signs", "l+     ".repeat(585)],
    ["zeros", `lno1${"q".repeat(4092)}`],
    ["ones", `lno1${"l".repeat(4092)}`],
    ["characters of no alphabet", `lno1${"b".repeat(4092)}`],
    [
      "records without values",
      offerText(Array.from({ length: 600 }, (_, type) => ({ type: type + 24, value: utf8("") }))),
    ],
    ["feature bits", offerText([{ type: 12, value: new Uint8Array(2500).fill(0x55) }])],
    ["paths without hops", FULL_OF_PATHS],
  ])("a text full of %s has not many faults", (_, text) => {
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text.length).toBeGreaterThan(2500);
    const { faults = [] } = decodeOffer(text, MAINNET);
    const codes = new Set(faults.map(({ code }) => code));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(16 * codes.size);
  });
});
