import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatName } from "../../../../src/zone/name-text.ts";
import {
  domainOf,
  ownerOf,
  readPaymentName,
  userFaults,
  userOf,
} from "../../../../src/zone/payment/payment-name.ts";
import { userBase } from "../../../../src/zone/user-base.ts";

const label = (length: number): string => "a".repeat(length);
/** A domain of that many characters, in labels of 63 and less. */
const longDomain = (length: number): string =>
  Array.from({ length: Math.ceil(length / 64) }, (_, i) => label(Math.min(63, length - i * 64))).join(".");

/** What is wrong with a text, as code and position. */
const faultsOf = (text: string): (readonly [code: string, position: number | undefined])[] =>
  (readPaymentName(text).faults ?? []).map(({ code, position }) => [code, position]);

describe("readPaymentName", () => {
  test.each([
    ["alice@example.com", "alice", "example.com"],
    ["₿alice@example.com", "alice", "example.com"],
    ["%E2%82%BFalice@example.com", "alice", "example.com"],
    ["%e2%82%bfalice@example.com", "alice", "example.com"],
    ["ALICE@Example.COM", "alice", "example.com"],
    ["₿Alice@example.com.", "alice", "example.com"],
    ["send.some@example.com", "send.some", "example.com"],
    ["a.b.c.d.e@example.com", "a.b.c.d.e", "example.com"],
    ["_a-b.0_@example.com", "_a-b.0_", "example.com"],
    ["-@example.com", "-", "example.com"],
    ["xn--bcher-kva@xn--bcher-kva.example", "xn--bcher-kva", "xn--bcher-kva.example"],
    ["user._bitcoin-payment@example.com", "user._bitcoin-payment", "example.com"],
    [`${label(63)}.${label(63)}@example.com`, `${label(63)}.${label(63)}`, "example.com"],
  ])("%s", (text, user, domain) => {
    expect(readPaymentName(text)).toEqual({ value: { user, domain } });
  });

  test.each([
    ["", "nothing", [["name-form", undefined]]],
    ["alice", "no domain", [["name-form", undefined]]],
    ["@example.com", "no user", [["name-form", undefined]]],
    ["₿@example.com", "a sign alone", [["name-form", undefined]]],
    ["alice@", "no domain", [["name-form", undefined]]],
    ["alice@a..b", "an empty label in the domain", [["name-domain", 6]]],
    ["₿alice@.example.com", "a dot before the domain", [["name-domain", 7]]],
    ["alice@bücher.example", "a domain outside ASCII", [["name-domain", 6]]],
    [`alice@${label(64)}.example`, "a label of 64 in the domain", [["name-domain", 6]]],
    ["alice@.", "the root as domain", [["name-form", undefined]]],
    ["a@b@example.com", "two signs", [["name-form", 3]]],
    ["₿a@b@example.com", "two signs behind a ₿", [["name-form", 4]]],
    ["alice@@example.com", "two signs", [["name-form", 6]]],
    [" alice@example.com", "a space", [["name-character", 0]]],
    ["al ice@example.com", "a space", [["name-character", 2]]],
    ["%e2%82%bfal ice@example.com", "a space behind a ₿ of nine characters", [["name-character", 11]]],
    ["alice\n@example.com", "a line feed", [["name-character", 5]]],
    ["alice+tips@example.com", "a plus", [["name-character", 5]]],
    ["al*ice@example.com", "an asterisk", [["name-character", 2]]],
    ["al\\046ice@example.com", "an escape", [["name-character", 2]]],
    ["al%2eice@example.com", "a percent-encoded dot", [["name-character", 2]]],
    ["₿₿alice@example.com", "two ₿", [["name-character", 1]]],
    ["al₿ice@example.com", "a ₿ inside", [["name-character", 2]]],
    ["bücher@example.com", "a letter outside ASCII", [["name-character", 1]]],
    ["al😀ice@example.com", "a character of two code units", [["name-character", 2]]],
    [".alice@example.com", "a leading dot", [["name-label-empty", 0]]],
    ["₿alice.@example.com", "a trailing dot", [["name-label-empty", 7]]],
    ["a..b@example.com", "two dots in a row", [["name-label-empty", 2]]],
    [".@example.com", "a dot", [["name-label-empty", 0]]],
    [`${label(64)}@example.com`, "a label of 64", [["name-label-too-long", 0]]],
    [`a.${label(64)}.b@example.com`, "a label of 64 inside", [["name-label-too-long", 2]]],
  ] as const)("refuses %j: %s", (text, _, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  test("tells all that is wrong", () => {
    expect(faultsOf(`₿a b..${label(64)}`)).toEqual([
      ["name-form", undefined],
      ["name-character", 2],
      ["name-label-empty", 5],
      ["name-label-too-long", 6],
    ]);
    expect(faultsOf(`.${label(240)}@example.com@`)).toEqual([
      ["name-form", 253],
      ["name-label-empty", 0],
      ["name-label-too-long", 1],
      ["name-too-long", undefined],
    ]);
  });

  test("quotes what is foreign as a whole character", () => {
    const [fault] = readPaymentName("al😀ice@example.com").faults ?? [];
    expect(fault?.detail).toContain('"😀"');
  });

  // BOLT 12 allows no other octets: a letter that merely looks like one of ours, or becomes one in lower case, is another.
  test.each([
    ["U+212A, the Kelvin sign, whose lower case is k", "ali\u212Ae"],
    ["U+0130, whose lower case is i and a combining dot", "al\u0130ce"],
    ["U+0131, a dotless i", "al\u0131ce"],
    ["U+0430, a Cyrillic a", "\u0430lice"],
    ["U+FF41, a full-width a", "\uFF41lice"],
    ["U+017F, a long s", "\u017Fam"],
    ["U+FB01, a ligature", "\uFB01n"],
    ["U+FF0E, a full-width dot", "send\uFF0Esome"],
    ["U+3002, an ideographic dot", "send\u3002some"],
    ["U+200B, a space of no width", "al\u200Bice"],
    ["U+00AD, a soft hyphen", "al\u00ADice"],
    ["U+0E3F, a baht for a ₿", "\u0E3Falice"],
  ])("refuses %s", (_, user) => {
    expect(faultsOf(`${user}@example.com`)).toEqual([["name-character", user.search(/[^a-z0-9]/)]]);
  });

  test("does not make another domain of a look-alike", () => {
    // Which zones there are is not its business; a domain outside ASCII is in none.
    expect(readPaymentName("alice@boo\u212A.example").value?.domain).not.toBe("book.example");
  });

  test.each([
    [7, 223, undefined],
    [8, 223, "name-too-long"],
    [1, 229, undefined],
    [2, 229, "name-too-long"],
  ])("a user of %i and a domain of %i characters: %s", (userLength, domainLength, code) => {
    const [user, domain] = [label(userLength), longDomain(domainLength)];
    expect(domain).toHaveLength(domainLength);
    const text = `${user}@${domain}.`;
    if (code !== undefined) expect(faultsOf(text)).toEqual([[code, undefined]]);
    // 230 characters are exactly the 255 octets that a name may have.
    else expect(ownerOf(readPaymentName(text).value!)).toHaveLength(255);
  });

  test("counts a dotted user's characters, dots included", () => {
    const domain = longDomain(200);
    const user = (length: number) => `${label(14)}.${label(length - 15)}`;
    expect(ownerOf(readPaymentName(`${user(30)}@${domain}`).value!)).toHaveLength(255);
    expect(faultsOf(`${user(31)}@${domain}`)).toEqual([["name-too-long", undefined]]);
  });

  test("no text is thrown at, and each place lies within it", () => {
    const piece = fc.oneof(
      fc.constantFrom("₿", "%E2%82%BF", "@", ".", "..", "alice", "example.com", label(64), "\ud83d"),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        const { value, faults = [] } = readPaymentName(text);
        expect(value === undefined).toBe(faults.length > 0);
        for (const { position = 0 } of faults) {
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(text.length);
        }
        if (value === undefined) return;
        expect(userFaults(value.user)).toEqual([]);
        const { user, domain } = value;
        expect(readPaymentName(`${user}@${domain}`)).toEqual({ value });
      }),
    );
  });
});

test.each([
  ["alice@example.com", "example.com"],
  ["₿ALICE@Example.COM.", "example.com"],
  ["al ice..@example.com", "example.com"],
  ["₿@example.com", "example.com"],
  ["", undefined],
  ["alice", undefined],
  ["@example.com", undefined],
  ["alice@", undefined],
  ["alice@.", undefined],
  ["a@b@example.com", undefined],
  ["alice@example.com@", undefined],
])("the domain of %j is %s", (text, domain) => {
  expect(domainOf(text)).toBe(domain);
});

describe("userFaults", () => {
  const codesOf = (user: string): string[] => userFaults(user).map(({ code }) => code);

  test("takes every octet of the alphabet and no other", () => {
    const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
    for (let code = 0; code <= 0x17f; code++) {
      const user = `a${String.fromCharCode(code)}b`;
      expect(codesOf(user)).toEqual(alphabet.includes(user[1]!) ? [] : ["name-character"]);
    }
  });

  test("does not fold: a user that is stored is in lower case already", () => {
    expect(codesOf("Alice")).toEqual(["name-character"]);
  });

  test("does not take nothing for a user", () => {
    expect(codesOf("")).toEqual(["name-label-empty"]);
  });
});

test.each([
  ["alice", "example.com", "alice.user._bitcoin-payment.example.com."],
  ["send.some", "example.com", "send.some.user._bitcoin-payment.example.com."],
])("the owner of %s at %s", (user, domain, owner) => {
  expect(formatName(ownerOf({ user, domain }))).toBe(owner);
});

test.each(["alice", "send.some", "user._bitcoin-payment", "a.b.c", "user", "com.example", label(63)])(
  "the user of the owner of %s",
  (user) => {
    for (const domain of ["example.com", "com", "a.b.example.com"])
      expect(userOf(ownerOf({ user, domain }), userBase(domain))).toBe(user);
  },
);
