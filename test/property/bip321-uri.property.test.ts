import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FaultList } from "../../src/zone/payment/fault.ts";
import { formatAmount, parseAmount } from "../../src/zone/payment/uri/amount.ts";
import type { UriFaultCode } from "../../src/zone/payment/uri/fault.ts";
import { formatUri, type UriParts } from "../../src/zone/payment/uri/format.ts";
import { MAX_URI_OCTETS, type PaymentUri, readUri } from "../../src/zone/payment/uri/parse.ts";
import type { UriText } from "../../src/zone/payment/uri/percent.ts";
import { parseUri } from "../support/parse-uri.ts";
import { mutatedUri, uriParts } from "./bip321-arbitrary.ts";

const partsOf = ({ body, parameters }: PaymentUri): UriParts => ({
  body: body.text,
  parameters: parameters.map(({ key, required, value }) => ({ key, required, value: value?.text })),
});

const textsOf = ({ body, parameters }: PaymentUri): readonly UriText[] => [
  body,
  ...parameters.flatMap(({ value }) => value ?? []),
];

describe("what is written", () => {
  test("is read as it was", () => {
    fc.assert(
      fc.property(uriParts, (parts) => {
        const { value, faults } = parseUri(formatUri(parts));
        expect(faults).toBeUndefined();
        expect(partsOf(value!)).toEqual(parts);
        const of = (key: string) => parts.parameters.find((parameter) => parameter.key === key);
        const pop = of("pop");
        expect([value?.label, value?.message]).toEqual([of("label")?.value, of("message")?.value]);
        expect(value?.pop).toEqual(pop && { uri: pop.value, required: pop.required });
        expect(value?.amount === undefined).toBe(of("amount") === undefined);
      }),
      { numRuns: 500 },
    );
  });

  test("is printable ASCII, begins in lower case, and escapes nothing without need", () => {
    fc.assert(
      fc.property(uriParts, (parts) => {
        const uri = formatUri(parts);
        expect(uri).toMatch(/^bitcoin:[!-~]*$/);
        for (const [escaped] of uri.matchAll(/%../g)) {
          expect(escaped).toMatch(/^%[0-9A-F]{2}$/);
          const octet = Number.parseInt(escaped.slice(1), 16);
          expect(octet < 0x80 ? String.fromCharCode(octet) : "é").toMatch(/[^A-Za-z0-9\-._~!$'()*,;:@/?]/);
        }
      }),
    );
  });
});

describe("any text", () => {
  const text = fc.oneof(
    mutatedUri,
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.string({ unit: "binary", maxLength: 60 }).map((rest) => `bitcoin:${rest}`),
    fc.string({ unit: fc.constantFrom(..."bitco:?&=%41ÿ"), maxLength: 60 }).map((rest) => `bitcoin:${rest}`),
  );

  test("is read or refused with places within it, never thrown at", () => {
    fc.assert(
      fc.property(text, (text) => {
        const { value, faults = [] } = parseUri(text);
        expect(value === undefined).toBe(faults.length > 0);
        for (const { position = 0, detail } of faults) {
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(text.length);
          expect(detail).toMatch(/^[!-~ …]+[^.]$/);
        }
        const readable = readUri(text, new FaultList<UriFaultCode>());
        if (readable === undefined) return;
        for (const { text: decoded, at } of textsOf(readable)) {
          const places = Array.from({ length: decoded.length + 1 }, (_, index) => at(index));
          expect(places.toSorted((a, b) => a - b)).toEqual(places);
          expect(places[0]).toBeGreaterThanOrEqual("bitcoin:".length);
          expect(places.at(-1)).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  // The platform's own reader of queries is the reference; it reads a plus as a space, as forms do.
  test("that is accepted is read as others read it, and its canonical text says the same", () => {
    fc.assert(
      fc.property(mutatedUri, (text) => {
        const { value } = parseUri(text);
        if (value === undefined) return;
        const [body = "", ...rest] = text.slice("bitcoin:".length).split("?");
        expect(value.body.text).toBe(decodeURIComponent(body));
        // A constructor drops one "?" at the beginning.
        const query = new URLSearchParams(`?${rest.join("?").replaceAll("+", "%2B")}`);
        const fold = (key: string): string => key.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
        expect(
          value.parameters.map(({ key, required, value }) => [
            required ? `req-${key}` : key,
            value?.text ?? "",
          ]),
        ).toEqual([...query].map(([key, value]) => [fold(key), value]));

        const canonical = formatUri(partsOf(value));
        if (canonical.length > MAX_URI_OCTETS) return;
        const again = parseUri(canonical).value;
        expect(again && partsOf(again)).toEqual(partsOf(value));
        expect(again?.amount).toBe(value.amount);
      }),
      { numRuns: 2000 },
    );
  });

  test("keeps the place of every character", () => {
    fc.assert(
      fc.property(mutatedUri, (text) => {
        const { value } = parseUri(text);
        if (value === undefined) return;
        for (const { text: decoded, at } of textsOf(value)) {
          let index = 0;
          for (const character of decoded) {
            const next = index + character.length;
            expect(decodeURIComponent(text.slice(at(index), at(next)))).toBe(character);
            index = next;
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

// Each fault costs a sentence: their number and length may not outgrow the text.
test.each(["%", " a", "&=", "&amount=1", "&req-x", "bitcoin:", "&label", "%ff%41", "&%", "é&", "//", "lno="])(
  "%j over and over has fewer faults than characters",
  (piece) => {
    const text = `bitcoin:?${piece.repeat(2000 / piece.length)}`;
    const { faults = [] } = parseUri(text);
    expect(faults.length).toBeLessThanOrEqual(text.length);
    for (const { detail } of faults) expect(detail.length).toBeLessThan(200);
  },
);

test("an amount comes back from its shortest text", () => {
  const satoshi = fc.oneof(
    fc.bigInt({ min: 1n, max: 2_100_000_000_000_000n }),
    fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.nat(14))
      .map(([digit, zeros]) => BigInt(digit) * 10n ** BigInt(zeros)),
  );
  fc.assert(
    fc.property(satoshi, (satoshi) => {
      const text = formatAmount(satoshi);
      expect(text).toMatch(/^(0|[1-9]\d*)(\.\d{0,7}[1-9])?$/);
      expect(parseAmount(text)).toEqual({ value: satoshi });
    }),
    { numRuns: 500 },
  );
});
