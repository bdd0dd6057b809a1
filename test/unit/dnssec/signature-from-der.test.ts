import { p256 } from "@noble/curves/nist.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signatureFromDer } from "../../../src/dnssec/algorithm.ts";

const ORDER = p256.Point.Fn.ORDER;
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString("hex");
const hexOf = (number: bigint): string => number.toString(16).padStart(64, "0");
const sequence = (...integers: string[]): Uint8Array => {
  const body = integers.join("");
  return Buffer.from(`30${(body.length / 2).toString(16).padStart(2, "0")}${body}`, "hex");
};

describe("signatureFromDer", () => {
  /** Numbers with leading zeros in their octets, and with the high bit set, as well as any others. */
  const half = fc
    .tuple(fc.integer({ min: 1, max: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
    .map(([length, octets]) => BigInt(`0x${hex(octets.subarray(0, length))}`))
    .map((number) => (number % (ORDER - 1n)) + 1n);

  test("gives r and s their 32 octets each, as noble encodes them", () => {
    fc.assert(
      fc.property(half, half, (r, s) => {
        const signature = signatureFromDer(new p256.Signature(r, s).toBytes("der"));
        expect(hex(signature)).toBe(hexOf(r) + hexOf(s));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["r and s of one octet", "020101", "02017f", "1", "7f"],
    ["a zero before the high bit", "02020080", "02020100", "80", "100"],
    ["31 octets", `021f7f${"11".repeat(30)}`, "020101", `7f${"11".repeat(30)}`, "1"],
    [
      "33 octets",
      `022100ff${"00".repeat(31)}`,
      `022100${"ee".repeat(32)}`,
      `ff${"00".repeat(31)}`,
      "ee".repeat(32),
    ],
  ])("%s", (_, r, s, left, right) => {
    expect(hex(signatureFromDer(sequence(r, s)))).toBe(left.padStart(64, "0") + right.padStart(64, "0"));
  });

  const [one, good] = ["020101", sequence("020101", "020102")];
  test.each([
    ["nothing", Buffer.alloc(0)],
    ["a sequence alone", sequence()],
    ["one integer", sequence(one)],
    ["three integers", sequence(one, one, one)],
    ["another tag than SEQUENCE", Buffer.concat([Buffer.of(0x31), good.subarray(1)])],
    ["another tag than INTEGER", sequence("030101", one)],
    ["octets behind the sequence", Buffer.concat([good, Buffer.of(0)])],
    ["octets within the sequence", sequence(one, one, "00")],
    ["a cut end", good.subarray(0, -1)],
    ["an integer that is cut", sequence(one, "020201")],
    ["an integer of no octets", sequence("0200", one)],
    ["a negative integer of one octet", sequence("020180", one)],
    ["a negative integer of 32 octets", sequence(one, `0220${"ff".repeat(32)}`)],
    ["a zero that the number does not need", sequence("02020001", one)],
    ["a zero before 32 octets that do not need it", sequence(one, `02210001${"00".repeat(31)}`)],
    ["two zeros before the high bit", sequence("0203000080", one)],
    ["r is zero", sequence("020100", one)],
    ["s is zero", sequence(one, "020100")],
    ["33 octets", sequence(`022101${"00".repeat(32)}`, one)],
    ["34 octets", sequence(`02220000${"80".repeat(32)}`, one)],
    ["a length in the long form", Buffer.concat([Buffer.from("308106", "hex"), good.subarray(2)])],
    ["an indefinite length", Buffer.concat([Buffer.from("3080", "hex"), good.subarray(2), Buffer.of(0, 0)])],
  ])("refuses %s", (_, der) => {
    expect(() => signatureFromDer(der)).toThrow(
      expect.objectContaining({ name: "SigningError", code: "sign-failed" }),
    );
  });

  test("takes no octets that are not the DER of what it gives", () => {
    const der = fc.tuple(half, half).map(([r, s]) => new p256.Signature(r, s).toBytes("der"));
    const change = fc.record({ at: fc.nat(71), octet: fc.nat(255) });
    fc.assert(
      fc.property(
        der,
        fc.array(change, { maxLength: 2 }),
        fc.integer({ min: -2, max: 2 }),
        (der, changes, longer) => {
          const octets = Uint8Array.from({ length: der.length + longer }, (_, i) => der[i] ?? 0);
          for (const { at, octet } of changes) octets[at % octets.length] = octet;
          let signature: Uint8Array;
          try {
            signature = signatureFromDer(octets);
          } catch (error) {
            expect(error).toMatchObject({ name: "SigningError" });
            return;
          }
          const [r, s] = [signature.subarray(0, 32), signature.subarray(32)].map((part) =>
            BigInt(`0x${hex(part)}`),
          );
          // Numbers past the order are for whoever verifies.
          if (r! < ORDER && s! < ORDER)
            expect(hex(new p256.Signature(r!, s!).toBytes("der"))).toBe(hex(octets));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
