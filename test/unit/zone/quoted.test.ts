import fc from "fast-check";
import { expect, test } from "vitest";
import { quoted } from "../../../src/zone/quoted.ts";

test.each([
  ["alice", '"alice"'],
  ["a b", '"a b"'],
  ["é₿😀", '"é₿😀"'],
  ["", '""'],
  ["\n", '"\\u{a}"'],
  ["\0\x1b[31m", '"\\u{0}\\u{1b}[31m"'],
  ["\x7f\x9b", '"\\u{7f}\\u{9b}"'],
  ["a\u00a0b\u2028", '"a\\u{a0}b\\u{2028}"'],
  ["\u202egpj", '"\\u{202e}gpj"'],
  ["\ud83d", '"\\u{d83d}"'],
  ["a".repeat(60), `"${"a".repeat(60)}"`],
  ["a".repeat(61), `"${"a".repeat(60)}…"`],
  [`${"a".repeat(59)}😀b`, `"${"a".repeat(59)}\\u{d83d}…"`],
])("%j is shown as %s", (text, shown) => {
  expect(quoted(text)).toBe(shown);
});

test("nothing breaks the line, or hides in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
      const shown = quoted(text);
      expect(shown).toMatch(/^"[^\p{C}\n]*"$/u);
      expect(shown.length).toBeLessThan(700);
    }),
  );
});
