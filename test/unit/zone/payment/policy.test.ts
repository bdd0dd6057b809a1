import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, type PolicyInput, paymentPolicy } from "../../../../src/zone/payment/policy.ts";

const DAY = 86_400;

test("by default mainnet is paid, for all wallets, and names are kept for 30 days", () => {
  const policy = { network: "mainnet", profile: "universal", reservedNames: null, holdReleased: 30 * DAY };
  expect(DEFAULT_POLICY).toEqual(policy);
  expect(paymentPolicy()).toEqual(policy);
  expect(paymentPolicy({ network: undefined, holdReleased: undefined })).toEqual(policy);
});

test.each<PolicyInput>([
  { network: "testnet" },
  { network: "signet", profile: "spec" },
  { network: "regtest", reservedNames: [] },
  { reservedNames: ["satoshi", "hal.finney", "a_b-c"] },
  { reservedNames: Array.from({ length: 10_000 }, (_, index) => `name${index}`) },
  { holdReleased: 0 },
  { holdReleased: 3650 * DAY },
])("%j stands, and the rest is as usual", (input) => {
  expect(paymentPolicy(input)).toEqual({ ...DEFAULT_POLICY, ...input });
});

test("a policy cannot be changed behind its reader's back", () => {
  expect(Object.isFrozen(DEFAULT_POLICY)).toBe(true);
  expect(Object.isFrozen(paymentPolicy({ profile: "spec" }))).toBe(true);
});

describe("what is refused", () => {
  test.each<readonly [object, string]>([
    [{ network: "bitcoin" }, "/payment/network"],
    [{ network: "" }, "/payment/network"],
    [{ network: "constructor" }, "/payment/network"],
    [{ profile: "strict" }, "/payment/profile"],
    [{ profile: "Spec" }, "/payment/profile"],
    [{ holdReleased: -1 }, "/payment/holdReleased"],
    [{ holdReleased: 3650 * DAY + 1 }, "/payment/holdReleased"],
    [{ holdReleased: 1.5 }, "/payment/holdReleased"],
    [{ holdReleased: Number.NaN }, "/payment/holdReleased"],
    [{ holdReleased: Number.POSITIVE_INFINITY }, "/payment/holdReleased"],
    [{ reservedNames: ["satoshi", "Hal"] }, "/payment/reservedNames/1"],
    [{ reservedNames: [""] }, "/payment/reservedNames/0"],
    [{ reservedNames: ["a", "b", "c@example.com"] }, "/payment/reservedNames/2"],
    [{ reservedNames: ["a..b"] }, "/payment/reservedNames/0"],
    [{ reservedNames: ["a".repeat(64)] }, "/payment/reservedNames/0"],
    [{ reservedNames: Array.from({ length: 10_001 }, () => "a") }, "/payment/reservedNames"],
  ])("%j", (input, pointer) => {
    expect(() => paymentPolicy(input as PolicyInput)).toThrow(
      expect.objectContaining({ name: "DomainError", code: "zone-invalid", pointer }),
    );
  });

  test("points to where the caller has the policy", () => {
    expect(() => paymentPolicy({ holdReleased: -1 }, "")).toThrow(
      expect.objectContaining({ pointer: "/holdReleased" }),
    );
  });
});
