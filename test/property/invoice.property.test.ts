import { bech32 } from "@scure/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeInvoice } from "../../src/zone/payment/bolt11/invoice.ts";
import { NETWORK_MARKS, NETWORKS, type Network } from "../../src/zone/payment/network.ts";
import {
  featureField,
  INVOICE_PAYEE,
  numberField,
  octetField,
  textField,
  type WrittenField,
  writeInvoice,
} from "../support/invoice-writer.ts";
import { junk, withOneCharacterChanged, withOneSlip } from "./text-arbitrary.ts";

const octets = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((value) => Buffer.from(value).toString("hex"));
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const UNITS = { "": 100_000_000_000n, m: 100_000_000n, u: 100_000n, n: 100n } as const;
const amount = fc.oneof(
  fc.tuple(fc.constantFrom<keyof typeof UNITS>("", "m", "u", "n"), fc.integer({ min: 1, max: 21_000_000 })),
  fc.tuple(fc.constant("p" as const), fc.integer({ min: 1, max: 2 ** 40 })),
);

const parts = fc.record({
  network: fc.constantFrom<Network>(...NETWORKS),
  amount: optional(amount),
  timestamp: fc.integer({ min: 0, max: 2 ** 35 - 1 }),
  paymentHash: octets(32),
  paymentSecret: octets(32),
  description: fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    octets(32).map((hash) => ({ hash })),
  ),
  metadata: optional(octets(5)),
  expiry: optional(fc.integer({ min: 1, max: 2 ** 40 })),
  delta: optional(fc.integer({ min: 1, max: 2 ** 20 })),
  features: optional(
    fc.uniqueArray(
      fc.nat(300).map((half) => 2 * half + 1),
      { minLength: 1, maxLength: 9 },
    ),
  ),
  isPayeeGiven: fc.boolean(),
  order: fc.infiniteStream(fc.nat()),
});

/** An invoice of any parts, its fields in any order, and what it decodes to. */
const written = parts
  // BOLT 9: basic_mpp (17) depends on payment_secret (15).
  .filter(({ features }) => features === undefined || !features.includes(17) || features.includes(15))
  .map(({ order, ...from }) => {
    const { description, metadata, expiry, delta, features } = from;
    const fields: (WrittenField | undefined)[] = [
      octetField("p", from.paymentHash),
      octetField("s", from.paymentSecret),
      typeof description === "string" ? textField("d", description) : octetField("h", description.hash),
      metadata === undefined ? undefined : octetField("m", metadata),
      expiry === undefined ? undefined : numberField("x", expiry),
      delta === undefined ? undefined : numberField("c", delta),
      features === undefined ? undefined : featureField(...features),
      from.isPayeeGiven ? octetField("n", INVOICE_PAYEE) : undefined,
    ];
    const ranked = fields.flatMap((field) =>
      field === undefined ? [] : [{ field, rank: order.next().value }],
    );
    const [unit, count] = from.amount ?? [];
    const factor = unit === "p" ? 10n : 1n;
    const text = writeInvoice({
      hrp: `ln${NETWORK_MARKS[from.network].invoice}${count === undefined ? "" : `${BigInt(count) * factor}${unit}`}`,
      timestamp: from.timestamp,
      fields: ranked.sort((a, b) => a.rank - b.rank).map(({ field }) => field),
    });
    const value = {
      text,
      ...(unit === undefined ? {} : { amountMsat: BigInt(count!) * (unit === "p" ? 1n : UNITS[unit]) }),
      timestamp: from.timestamp,
      expiresAt: from.timestamp + (expiry ?? 3_600),
      paymentHash: from.paymentHash,
      paymentSecret: from.paymentSecret,
      ...(typeof description === "string" ? { description } : { descriptionHash: description.hash }),
      ...(metadata === undefined ? {} : { metadata }),
      payee: INVOICE_PAYEE,
      features: [...(features ?? [])].sort((a, b) => a - b),
      minFinalCltvExpiryDelta: delta ?? 18,
    };
    return { text, network: from.network, value };
  });

test("decodes to what was encoded", () => {
  fc.assert(
    fc.property(written, ({ text, network, value }) => {
      expect(decodeInvoice(text, { network })).toEqual({ value });
      expect(decodeInvoice(text.toUpperCase(), { network })).toEqual({ value });
    }),
  );
});

test("with one character changed is refused", () => {
  const changed = written.chain((from) =>
    withOneCharacterChanged(from.text).map((text) => ({ ...from, text })),
  );
  fc.assert(
    fc.property(changed, ({ text, network }) => {
      const { value, faults } = decodeInvoice(text, { network });
      expect(value).toBeUndefined();
      for (const { position = 0, detail } of faults!) {
        expect(detail).toMatch(/^[^\n]*[^.\n]$/);
        expect(position).toBeLessThan(text.length);
      }
    }),
  );
});

// BIP-350: bech32's checksum misses "inserting or deleting any number of q characters" before a last p; the signature does not.
test("with a character missing, doubled or in the wrong order is refused or another's", () => {
  const slipped = written.chain((from) => withOneSlip(from.text).map((text) => ({ ...from, text })));
  fc.assert(
    fc.property(slipped, ({ text, network }) => {
      expect(decodeInvoice(text, { network }).value?.payee).not.toBe(INVOICE_PAYEE);
    }),
  );
});

test("with one group of 5 bits changed under a right checksum is refused or another's", () => {
  const changed = written.chain(({ text, network, value }) => {
    const { prefix, words } = bech32.decode(text as `ln1${string}`, false);
    // The last octet helps to find the payee, where no field names it: then nothing depends on it.
    const places = fc.nat(words.length - 1 - 2);
    return fc.tuple(places, fc.integer({ min: 1, max: 31 })).map(([place, difference]) => {
      const other = words.map((word, index) => (index === place ? word ^ difference : word));
      return { text: bech32.encode(prefix, other, false), network, value };
    });
  });
  fc.assert(
    fc.property(changed, ({ text, network, value }) => {
      const decoded = decodeInvoice(text, { network });
      if (decoded.faults === undefined) expect(decoded.value).not.toEqual({ ...value, text });
      // An unknown feature or a longer time is under the signature, so that somebody else has signed it.
      if (decoded.faults === undefined) expect(decoded.value.payee).not.toBe(INVOICE_PAYEE);
    }),
    { numRuns: 300 },
  );
});

test("of junk under a right checksum never throws", () => {
  const words = fc.array(fc.nat(31), { minLength: 111, maxLength: 400 });
  const hrp = fc.constantFrom("lnbc", "lntb", "lnbc1", "lnbc10p", "lnbc0", "lnbcm", "ln", "lnx");
  fc.assert(
    fc.property(hrp, words, (prefix, data) => {
      const { value, faults } = decodeInvoice(bech32.encode(prefix, data, false), {
        network: "mainnet",
        now: 1,
      });
      expect(value === undefined).toBe(faults !== undefined);
      expect(faults?.length).not.toBe(0);
    }),
  );
});

test("of junk is refused with reasons", () => {
  fc.assert(
    fc.property(junk, (text) => {
      expect(decodeInvoice(text, { network: "mainnet" }).faults?.length).toBeGreaterThan(0);
    }),
  );
});
