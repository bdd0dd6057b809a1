import { describe, expect, test } from "vitest";
import { nameDeviationsOf } from "../../../../../src/zone/payment/profile/name-deviations.ts";

const label = (length: number): string => "a".repeat(length);
const codesOf = (user: string, domain = "example.com"): string[] =>
  nameDeviationsOf({ user, domain }).map(({ code }) => code);

describe("a user that every wallet resolves", () => {
  test.each(["alice", "a", "0", "0a", "a-b", "a--b", "xn--bcher-kva", label(63)])("is %s", (user) => {
    expect(codesOf(user)).toEqual([]);
  });
});

describe("a user that some wallet refuses", () => {
  test.each(["send.some", "a_b", "_", "-", "-a", "a-", "a.b.c"])("is %s", (user) => {
    expect(codesOf(user)).toEqual(["name-not-one-label"]);
  });

  test("is longer than a label", () => {
    expect(codesOf(`${label(31)}.${label(31)}`)).toEqual(["name-not-one-label"]);
    expect(codesOf(`${label(31)}.${label(32)}`)).toEqual(["name-not-one-label", "name-long-user"]);
  });
});

test.each([
  [`${label(51)}.example.com`, []],
  [`${label(52)}.example.com`, ["name-long-domain"]],
])("the domain %s: %j", (domain, codes) => {
  expect(codesOf("alice", domain)).toEqual(codes);
});

test("names who refuses", () => {
  const found = nameDeviationsOf({ user: `${label(63)}.a`, domain: `${label(60)}.example.com` });
  expect(found.map(({ readers }) => readers)).toEqual([
    ["lexe"],
    ["breez", "breez-liquid", "lexe"],
    ["breez-liquid"],
  ]);
  for (const { detail } of found) expect(detail).toMatch(/^.{20,}[^.]$/);
});
