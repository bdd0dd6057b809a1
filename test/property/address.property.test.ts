import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeAddress } from "../../src/zone/payment/bitcoin-address.ts";
import type { Decoded } from "../../src/zone/payment/fault.ts";
import { NETWORKS } from "../../src/zone/payment/network.ts";
import { decodeSilentPayment } from "../../src/zone/payment/silent-payment-address.ts";
import { address, silentPayment, witnessAddress } from "./address-arbitrary.ts";
import { junk, withOneCharacterChanged, withOneSlip } from "./text-arbitrary.ts";

/** Faults that a person can do something with. */
function isWellMade(text: string, { value, faults }: Decoded<{ readonly text: string }>): void {
  if (faults === undefined) {
    expect([text, text.toLowerCase()]).toContain(value.text);
    return;
  }
  expect(faults.length).toBeGreaterThan(0);
  for (const { position, detail } of faults) {
    expect(detail).toMatch(/^[^\n]*[^.\n]$/);
    if (position === undefined) continue;
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position).toBeLessThan(text.length);
  }
}

const KINDS = [
  { title: "an address", written: address, decode: decodeAddress },
  { title: "a silent-payment address", written: silentPayment, decode: decodeSilentPayment },
] as const;

describe.each(KINDS)("$title", ({ written, decode }) => {
  test("decodes to what was encoded, on its network alone or one with the same marks", () => {
    fc.assert(
      fc.property(written, ({ text, network, value }) => {
        expect(decode(text, network)).toEqual({ value: { text, ...value } });
        for (const other of NETWORKS) {
          const { faults } = decode(text, other);
          if (faults !== undefined) expect(faults[0].code).toMatch(/-wrong-network$/);
        }
      }),
    );
  });

  test("with one character changed is refused", () => {
    const changed = written.chain((from) =>
      withOneCharacterChanged(from.text).map((text) => ({ ...from, text })),
    );
    fc.assert(
      fc.property(changed, ({ text, network }) => {
        expect(decode(text, network).value).toBeUndefined();
        isWellMade(text, decode(text, network));
      }),
      { numRuns: 300 },
    );
  });

  test("with a character missing, doubled or in the wrong order is refused", () => {
    const slipped = written.chain((from) => withOneSlip(from.text).map((text) => ({ ...from, text })));
    fc.assert(
      fc.property(slipped, ({ text, network }) => {
        expect(decode(text, network).value).toBeUndefined();
      }),
    );
  });

  test("of junk is refused with reasons", () => {
    fc.assert(
      fc.property(junk, fc.constantFrom(...NETWORKS), (text, network) => {
        isWellMade(text, decode(text, network));
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([
  { title: "a witness address", written: witnessAddress, decode: decodeAddress },
  { title: "a silent-payment address", written: silentPayment, decode: decodeSilentPayment },
] as const)("$title is the same in upper case, and nothing in between", ({ written, decode }) => {
  fc.assert(
    fc.property(written, fc.nat(), ({ text, network }, seed) => {
      expect(decode(text.toUpperCase(), network)).toEqual(decode(text, network));
      const letters = [...text.matchAll(/[a-z]/g)].map(({ index }) => index);
      const place = letters[seed % letters.length]!;
      const mixed = text.slice(0, place) + text[place]!.toUpperCase() + text.slice(place + 1);
      // The second case is where the first two differ.
      const position = place === 0 ? letters[1] : place;
      expect(decode(mixed, network).faults).toMatchObject([
        { code: expect.stringMatching(/-mixed-case$/), position },
      ]);
    }),
  );
});
