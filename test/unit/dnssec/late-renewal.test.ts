import { describe, expect, test } from "vitest";
import { SigningError } from "../../../src/dnssec/errors.ts";
import { DEFAULT_VALIDITY } from "../../../src/dnssec/validity.ts";
import { rrsigRdata } from "../../../src/zone/rdata/rrsig.ts";
import { RrType } from "../../../src/zone/rr-type.ts";
import { APEX, NOW, signedZone } from "./signed-zone-fixture.ts";

describe("a renewal that fails", () => {
  /** The three ways to a signature, each with what it gives at a time. */
  const ways: [string, (fixture: ReturnType<typeof signedZone>) => (now: number) => Uint8Array][] = [
    [
      "own",
      ({ zone, signed }) =>
        (now) =>
          signed.own(zone.soa, now).rrsig,
    ],
    [
      "denial",
      ({ signed }) =>
        (now) =>
          signed.denial({ owner: APEX, next: APEX, types: [RrType.NSEC], lasting: true }, now).rrsig,
    ],
    [
      "payment name",
      ({ zone, signed, put }) => {
        const node = put("alice");
        return (now) => {
          signed.signName(node, now);
          return zone.replica.signature(node).slice();
        };
      },
    ],
  ];

  test.each(ways)("is excused while the signature before it holds: %s", (_, way) => {
    const fixture = signedZone();
    const sign = way(fixture);
    const before = sign(NOW);
    const { expiration } = rrsigRdata.decode(before);
    const failure = new SigningError("sign-failed");
    fixture.state.failure = failure;
    expect(sign(expiration - DEFAULT_VALIDITY.lifetime / 2 - 1)).toEqual(before);
    expect(fixture.late).toEqual([]);
    for (const now of [expiration - DEFAULT_VALIDITY.lifetime / 2, expiration - 1])
      expect(sign(now)).toEqual(before);
    expect(fixture.late).toEqual([failure, failure]);
    expect(() => sign(expiration)).toThrow(failure);
    expect(fixture.late).toHaveLength(2);
    fixture.state.failure = undefined;
    expect(sign(expiration)).not.toEqual(before);
  });

  test.each(ways)("is thrown where there is none before it: %s", (_, way) => {
    const fixture = signedZone();
    const sign = way(fixture);
    fixture.state.failure = new SigningError("sign-failed");
    expect(() => sign(NOW)).toThrow(fixture.state.failure as Error);
    expect(fixture.late).toEqual([]);
    expect(fixture.signed.signatures).toBe(0);
  });

  test.each(ways)("is a bug if it is not a SigningError, and never excused: %s", (_, way) => {
    const fixture = signedZone();
    const sign = way(fixture);
    const { expiration } = rrsigRdata.decode(sign(NOW));
    fixture.state.failure = new TypeError("a bug");
    expect(() => sign(expiration - 1)).toThrow(TypeError);
    expect(fixture.late).toEqual([]);
  });
});
