import { describe, expect, test } from "vitest";
import { formatName } from "../../../../src/zone/name-text.ts";
import { checkUser, ownerOf, parsePaymentName } from "../../../../src/zone/payment/payment-name.ts";

const label = (length: number): string => "a".repeat(length);
/** A domain of that many characters, in labels of 63 and less. */
const domainOf = (length: number): string =>
  Array.from({ length: Math.ceil(length / 64) }, (_, i) => label(Math.min(63, length - i * 64))).join(".");

describe("parsePaymentName", () => {
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
    expect(parsePaymentName(text)).toEqual({ user, domain });
  });

  test.each([
    ["", "nothing"],
    ["alice", "no domain"],
    ["@example.com", "no user"],
    ["₿@example.com", "a sign alone"],
    ["alice@", "no domain"],
    ["alice@.", "the root as domain"],
    ["a@b@example.com", "two signs"],
    ["alice@@example.com", "two signs"],
    [" alice@example.com", "a space"],
    ["al ice@example.com", "a space"],
    ["alice\n@example.com", "a line feed"],
    ["alice+tips@example.com", "a plus"],
    ["al*ice@example.com", "an asterisk"],
    ["al\\046ice@example.com", "an escape"],
    ["al%2eice@example.com", "a percent-encoded dot"],
    ["₿₿alice@example.com", "two ₿"],
    ["al₿ice@example.com", "a ₿ inside"],
    ["bücher@example.com", "a letter outside ASCII"],
    [".alice@example.com", "a leading dot"],
    ["alice.@example.com", "a trailing dot"],
    ["a..b@example.com", "two dots in a row"],
    [".@example.com", "a dot"],
    [`${label(64)}@example.com`, "a label of 64"],
    [`a.${label(64)}.b@example.com`, "a label of 64 inside"],
  ])("refuses %j: %s", (text) => {
    expect(() => parsePaymentName(text)).toThrow(
      expect.objectContaining({ name: "DomainError", code: "payment-name-invalid", pointer: "/name" }),
    );
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
    expect(() => parsePaymentName(`${user}@example.com`)).toThrow(
      expect.objectContaining({ code: "payment-name-invalid" }),
    );
  });

  test("does not make another domain of a look-alike", () => {
    // Which zones there are is not its business; a domain outside ASCII is in none.
    expect(parsePaymentName("alice@boo\u212A.example").domain).not.toBe("book.example");
  });

  test.each([
    [7, 223, undefined],
    [8, 223, "payment-name-too-long"],
    [1, 229, undefined],
    [2, 229, "payment-name-too-long"],
  ])("a user of %i and a domain of %i characters: %s", (userLength, domainLength, code) => {
    const [user, domain] = [label(userLength), domainOf(domainLength)];
    expect(domain).toHaveLength(domainLength);
    const parse = () => parsePaymentName(`${user}@${domain}.`);
    if (code !== undefined) expect(parse).toThrow(expect.objectContaining({ code, pointer: "/name" }));
    // 230 characters are exactly the 255 octets that a name may have.
    else expect(ownerOf(parse())).toHaveLength(255);
  });

  test("counts a dotted user's characters, dots included", () => {
    const domain = domainOf(200);
    const user = (length: number) => `${label(14)}.${label(length - 15)}`;
    expect(ownerOf(parsePaymentName(`${user(30)}@${domain}`))).toHaveLength(255);
    expect(() => parsePaymentName(`${user(31)}@${domain}`)).toThrow(
      expect.objectContaining({ code: "payment-name-too-long" }),
    );
  });
});

describe("checkUser", () => {
  test("takes every octet of the alphabet and no other", () => {
    const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    for (let code = 0; code <= 0x17f; code++) {
      const user = `a${String.fromCharCode(code)}b`;
      if (alphabet.includes(user[1]!) || user[1] === ".") expect(checkUser(user)).toBe(user);
      else expect(() => checkUser(user)).toThrow(expect.objectContaining({ code: "payment-name-invalid" }));
    }
  });

  test("does not fold: a user that is stored is in lower case already", () => {
    expect(() => checkUser("Alice")).toThrow();
  });
});

test.each([
  ["alice", "example.com", "alice.user._bitcoin-payment.example.com."],
  ["send.some", "example.com", "send.some.user._bitcoin-payment.example.com."],
])("the owner of %s at %s", (user, domain, owner) => {
  expect(formatName(ownerOf({ user, domain }))).toBe(owner);
});
