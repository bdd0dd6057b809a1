import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Validation } from "../../../src/admin-api/client-types.ts";
import { makeOffer } from "../../support/offer-text.ts";
import { RECORDS } from "./record-samples.ts";
import { LONG_URI, NOW, openApi, pathOf, problemIn, URI } from "./support.ts";

describe("a dry run", () => {
  const names = fc.oneof(
    { arbitrary: fc.stringMatching(/^(₿)?[a-z]{1,3}[._-][a-z]{1,3}@example\.com$/), weight: 8 },
    fc.constantFrom("admin@example.com", "alice@example.org", "al ice@example.com", "alice", "@", ""),
    fc.string({ unit: "binary", maxLength: 20 }).map((user) => `${user}@example.com`),
  );
  const record = fc
    .oneof(fc.constantFrom(...Object.values(RECORDS)), fc.constantFrom(URI, LONG_URI))
    .map((found) => (typeof found === "string" ? { uri: found } : found));
  const seldom = (arbitrary: fc.Arbitrary<unknown>) =>
    fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, { arbitrary, weight: 1 });
  const rest = fc.record({
    name: names,
    ttl: seldom(fc.oneof(fc.constantFrom(29, 30, 3_600, 3_601), fc.integer())),
    expiresAt: seldom(
      fc.oneof(fc.constantFrom(NOW, NOW + 1, null, "2027-01-01T00:00:00Z", "tomorrow"), fc.maxSafeInteger()),
    ),
    holder: seldom(fc.constantFrom("x", "y", "")),
    profile: seldom(fc.constantFrom("universal", "spec", "none")),
    label: seldom(fc.constantFrom("Alice", "")),
    offer: seldom(fc.constant(makeOffer({ expiry: NOW + 5 }))),
  });

  test.each([[[]], [["profile"]], [["profile", "reserved-names"]]] as const)(
    "says what the registration says, with the rights %j",
    async (rights) => {
      const { as, store } = await openApi();
      const { call } = as("first", ...rights);
      // The body's own record first: the others make it ambiguous at times.
      const body = fc
        .tuple(rest, record)
        .map(([more, found]) => JSON.parse(JSON.stringify({ ...more, ...found })));
      let accepted = 0;
      await fc.assert(
        fc.asyncProperty(body, async (body) => {
          const before = await store.zones();
          const trial = await call("POST", "/v1/validate", body);
          expect(await store.zones()).toEqual(before);
          const real = await call("POST", "/v1/names", body);
          if (trial.statusCode !== 200) {
            const { requestId: _, ...problem } = problemIn(trial);
            expect(problemIn(real)).toMatchObject(problem);
            return;
          }
          const { valid, errors, warnings, ...view } = trial.json<Validation>();
          expect(valid).toBe(real.statusCode === 201);
          expect(valid).toBe(errors.length === 0);
          if (valid) {
            accepted++;
            const { name, uri, txt, ttl, expiresAt, instructions, parameters } = view;
            expect(real.json()).toMatchObject({
              name,
              uri,
              txt,
              ttl,
              expiresAt,
              instructions,
              parameters,
              warnings,
            });
            expect((await call("DELETE", pathOf(String(name)))).statusCode).toBe(204);
          } else if (real.statusCode === 409) {
            expect(errors).toMatchObject([{ code: problemIn(real)["code"] }]);
          } else {
            const standing = ["name-taken", "name-held"];
            expect(problemIn(real)["errors"]).toEqual(
              errors.filter(({ code = "" }) => !standing.includes(code)),
            );
          }
        }),
        { numRuns: 400 },
      );
      expect(accepted).toBeGreaterThan(40);
    },
  );
});
