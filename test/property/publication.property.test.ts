import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Contents, uriOf } from "../../src/zone/payment/contents.ts";
import { contentsView } from "../../src/zone/payment/contents-view.ts";
import { type PaymentInput, type Publication, publicationOf } from "../../src/zone/payment/publication.ts";
import { MAX_URI_OCTETS } from "../../src/zone/payment/uri/parse.ts";
import { anything, ingredients, spoiltIngredients } from "./publication-arbitrary.ts";

/** What is said, wherever it was read. */
const saidBy = (contents: Contents) =>
  contents.map(({ key, required, value, instruction }) => ({ key, required, value, instruction }));

const codesOf = (said: readonly { code: string }[]): string[] => said.map(({ code }) => code);

/** Everything that is said of an input points into it. */
function expectPlaces(input: PaymentInput, { faults, warnings }: Publication): void {
  const texts: Readonly<Record<string, unknown>> = { ...input };
  for (const { pointer, position, detail } of [...faults, ...warnings]) {
    const text = pointer === "" ? "" : texts[pointer.slice(1)];
    expect([pointer, typeof text]).toEqual([pointer, "string"]);
    if (pointer === "") expect(position).toBeUndefined();
    expect(position ?? 0).toBeGreaterThanOrEqual(0);
    expect(position ?? 0).toBeLessThanOrEqual(String(text).length);
    expect(detail).toMatch(/^[^\n]+[^.]$/);
  }
}

describe("what is composed", () => {
  test("is read as it was meant: the same URI, the same contents, the same remarks", () => {
    let published = 0;
    fc.assert(
      fc.property(ingredients, ({ input, context }) => {
        const composed = publicationOf(input, context);
        const read = publicationOf({ uri: composed.uri }, context);
        expectPlaces(input, composed);
        if (composed.uri.length > MAX_URI_OCTETS) {
          expect(codesOf(composed.faults)).toContain("uri-too-long");
          expect(codesOf(read.faults)).toEqual(["uri-too-long"]);
          return;
        }
        expect(codesOf(composed.faults).filter((code) => !code.startsWith("profile-"))).toEqual([]);
        expect(read.uri).toBe(composed.uri);
        expect(saidBy(read.contents)).toEqual(saidBy(composed.contents));
        expect(read.endsAt).toBe(composed.endsAt);
        expect(codesOf(read.faults)).toEqual(codesOf(composed.faults));
        expect(codesOf(read.warnings)).toEqual(codesOf(composed.warnings));
        expect(read.warnings.map(({ readers }) => readers)).toEqual(
          composed.warnings.map(({ readers }) => readers),
        );
        if (composed.faults.length === 0) published++;
      }),
      { numRuns: 500 },
    );
    expect(published).toBeGreaterThan(100);
  });

  test("in `universal` is lower case, whole and plain", () => {
    fc.assert(
      fc.property(ingredients, ({ input, context }) => {
        const { uri, faults, contents } = publicationOf(input, { ...context, profile: "universal" });
        if (faults.length > 0) return;
        const [{ instruction, value = "" } = { instruction: undefined }] = contents;
        const isBase58 = instruction?.kind === "address" && instruction.witnessVersion === undefined;
        const rest = isBase58 ? uri.replace(value, "") : uri;
        expect(rest).toMatch(/^bitcoin:[a-z0-9]*(\?[a-z]+=[a-z0-9]+(&[a-z]+=[a-z0-9]+)*)?$/);
      }),
      { numRuns: 300 },
    );
  });

  test("is refused in `universal` for what is warned of in `spec`, and for nothing else", () => {
    fc.assert(
      fc.property(ingredients, ({ input, context }) => {
        const universal = publicationOf(input, { ...context, profile: "universal" });
        const spec = publicationOf(input, { ...context, profile: "spec" });
        const all = ({ faults, warnings }: Publication) => [...codesOf(faults), ...codesOf(warnings)].sort();
        expect(all(universal)).toEqual(all(spec));
        expect(universal.uri).toBe(spec.uri);
      }),
      { numRuns: 200 },
    );
  });
});

/** A good URI, with a piece put into it. */
const spoilt = spoiltIngredients.map(({ input, context, place, piece }) => {
  const { uri } = publicationOf(input, context);
  const at = 8 + (place % (uri.length - 7));
  return { uri: uri.slice(0, at) + piece + uri.slice(at), context };
});

describe("a URI", () => {
  test("that is accepted has a canonical form that is its own", () => {
    let accepted = 0;
    fc.assert(
      fc.property(spoilt, ({ uri, context }) => {
        const first = publicationOf({ uri }, context);
        expectPlaces({ uri }, first);
        if (first.faults.length > 0) return;
        accepted++;
        const second = publicationOf({ uri: first.uri }, context);
        expect(second.faults).toEqual([]);
        expect(second.uri).toBe(first.uri);
        expect(saidBy(second.contents)).toEqual(saidBy(first.contents));
        expect(codesOf(second.warnings)).toEqual(codesOf(first.warnings));
        expect(first.uri).toMatch(/^bitcoin:[!-~]+$/);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(10);
  });
});

describe("anything", () => {
  test("is read or refused, with places in it, and never thrown at", () => {
    fc.assert(
      fc.property(anything, ({ input, context }) => {
        const published = publicationOf(input, context);
        expectPlaces(input, published);
        expect(published.uri).toBe(uriOf(published.contents));
        expect(() => JSON.stringify(contentsView(published.contents))).not.toThrow();
        if (published.faults.length > 0) return;
        expect(published.uri.length).toBeLessThanOrEqual(MAX_URI_OCTETS);
        expect(published.uri).toMatch(/^bitcoin:[!-~]+$/);
        expect(
          published.contents.some(({ instruction, key }) => instruction !== undefined || key === "pay"),
        ).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("has no fault more in `spec` than in `universal`", () => {
    fc.assert(
      fc.property(anything, ({ input, context }) => {
        const universal = publicationOf(input, { ...context, profile: "universal" });
        const spec = publicationOf(input, { ...context, profile: "spec" });
        const hard = codesOf(universal.faults).filter((code) => !code.startsWith("profile-"));
        expect(codesOf(spec.faults)).toEqual(hard);
      }),
      { numRuns: 500 },
    );
  });
});
