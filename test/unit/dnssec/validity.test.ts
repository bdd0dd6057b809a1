import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_VALIDITY,
  VALIDITY_LIMITS,
  type ValidityPolicy,
  validityWindow,
} from "../../../src/dnssec/validity.ts";
import { canonicalName, type Name } from "../../../src/zone/name.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { anyName } from "../../property/name-arbitrary.ts";

const within = ({ min, max }: { readonly min: number; readonly max: number }) => fc.integer({ min, max });
const policy: fc.Arbitrary<ValidityPolicy> = fc.record({
  inceptionOffset: within(VALIDITY_LIMITS.inceptionOffset),
  lifetime: within(VALIDITY_LIMITS.lifetime),
});
/** From 2020 to 2150: 2038 and 2106 are in it. */
const now = fc.oneof(
  fc.integer({ min: Date.UTC(2020, 0) / 1000, max: Date.UTC(2150, 0) / 1000 }),
  fc.integer({ min: -2, max: 2 }).map((second) => 2 ** 31 + second),
  fc.integer({ min: -2, max: 2 }).map((second) => 2 ** 32 + second),
);
const users = Array.from({ length: 4000 }, (_, i) =>
  parseName(`user${i}.user._bitcoin-payment.example.com.`),
);

describe("a window", () => {
  test("began early enough, lasts long enough, and is due later than now", () => {
    fc.assert(
      fc.property(policy, anyName, now, (policy, owner, now) => {
        const { inception, expiration, refreshAt } = validityWindow(policy, owner, now);
        expect(inception).toBeLessThanOrEqual(now - policy.inceptionOffset);
        expect(expiration - now).toBeGreaterThanOrEqual(policy.lifetime / 2);
        expect(expiration - inception).toBe(policy.lifetime + policy.inceptionOffset);
        expect(refreshAt).toBeGreaterThan(now);
        // Renewed before half a lifetime is over, and not more often than needed.
        expect(refreshAt - now).toBeLessThanOrEqual(policy.lifetime / 2);
        expect([inception, expiration, refreshAt].every(Number.isInteger)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("is the same until it is due, and then the next", () => {
    fc.assert(
      fc.property(policy, anyName, now, fc.nat(), (policy, owner, now, later) => {
        const window = validityWindow(policy, owner, now);
        const { refreshAt } = window;
        for (const time of [now + (later % (refreshAt - now)), refreshAt - 1])
          expect(validityWindow(policy, owner, time)).toEqual(window);
        const next = validityWindow(policy, owner, refreshAt);
        expect(next.refreshAt - refreshAt).toBe(Math.floor(policy.lifetime / 2));
        expect(next.inception).toBe(refreshAt - policy.inceptionOffset);
        // The one before is good until well after the next has begun.
        expect(window.expiration).toBeGreaterThan(refreshAt);
      }),
    );
  });

  test("is the same for every instance that signs in it, whatever the name's case", () => {
    fc.assert(
      fc.property(policy, anyName, now, (policy, owner, now) => {
        const upper = owner.map((octet) => (octet >= 0x61 && octet <= 0x7a ? octet - 0x20 : octet));
        const window = validityWindow(policy, owner, now);
        expect(validityWindow({ ...policy }, Uint8Array.from(owner), now)).toEqual(window);
        expect(validityWindow(policy, canonicalName(owner), now)).toEqual(window);
        expect(validityWindow(policy, upper, now)).toEqual(window);
      }),
    );
  });

  test("is what it was for a name and a time that are fixed", () => {
    const owner = parseName("alice.user._bitcoin-payment.example.com.");
    // Two instances of two versions must agree: the draw from the name, FNV-1a with its halves mixed, may not change.
    expect(validityWindow(DEFAULT_VALIDITY, owner, 1_767_225_600)).toEqual({
      inception: 1_767_128_860,
      expiration: 1_767_647_260,
      refreshAt: 1_767_431_260,
    });
  });
});

describe("renewals", () => {
  const period = DEFAULT_VALIDITY.lifetime / 2;
  const now = Date.UTC(2026, 0) / 1000;
  const dueIn = (owner: Name): number => validityWindow(DEFAULT_VALIDITY, owner, now).refreshAt - now;

  test("of many names are spread over the whole period", () => {
    const parts = new Array<number>(20).fill(0);
    for (const owner of users) parts[Math.floor(((dueIn(owner) - 1) / period) * parts.length)]!++;
    // 4,000 names in 20 parts: 200 each. These names are fixed, and so is the result.
    const chiSquare = parts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    // With 19 degrees of freedom one draw in 1,000 is beyond 43.8.
    expect(chiSquare).toBeLessThan(43.8);
  });

  test("hardly ever come at one second", () => {
    // 4,000 names in 216,000 s: about 37 pairs meet.
    expect(new Set(users.map(dueIn)).size).toBeGreaterThan(3900);
  });
});

describe("a record's own end", () => {
  const owner = users[0]!;

  test("comes before expiration, or does not matter", () => {
    fc.assert(
      fc.property(
        policy,
        anyName,
        now,
        fc.integer({ min: 1, max: 60 * 86_400 }),
        (policy, owner, now, left) => {
          const window = validityWindow(policy, owner, now);
          const capped = validityWindow(policy, owner, now, now + left);
          expect(capped).toEqual({ ...window, expiration: Math.min(window.expiration, now + left) });
          expect(capped.expiration).toBeGreaterThan(now);
          expect(capped.inception).toBeLessThan(capped.expiration);
        },
      ),
    );
  });

  test.each([0, 1, 86_400])("%i s ago leaves no time to be valid in", (ago) => {
    expect(() => validityWindow(DEFAULT_VALIDITY, owner, 2_000_000_000, 2_000_000_000 - ago)).toThrow(
      expect.objectContaining({ name: "SigningError", code: "no-validity" }),
    );
  });

  test("0 is none", () => {
    expect(validityWindow(DEFAULT_VALIDITY, owner, 2_000_000_000, 0)).toEqual(
      validityWindow(DEFAULT_VALIDITY, owner, 2_000_000_000),
    );
  });
});

test("the limits keep what wallets and resolvers need", () => {
  const { inceptionOffset, lifetime } = VALIDITY_LIMITS;
  for (const { min, max, default: usual } of [inceptionOffset, lifetime]) {
    expect(min).toBeLessThanOrEqual(usual);
    expect(usual).toBeLessThanOrEqual(max);
  }
  expect(inceptionOffset.min).toBeGreaterThanOrEqual(3 * 3600);
  // RFC 4035 §5.3.3: half of it, the least that is left, is no shorter than the longest TTL, which is a day.
  expect(lifetime.min / 2).toBeGreaterThanOrEqual(86_400);
});
