import { describe, expect, test } from "vitest";
import { problemText, warningText } from "../../../src/cli/problem-text.ts";

describe("a problem", () => {
  const given = "0123456789abcdefghij";
  test.each([
    [undefined, "code-a: it is odd"],
    [0, 'code-a: it is odd (at character 1, "0123456789ab")'],
    [8, 'code-a: it is odd (at character 9, "89abcdefghij")'],
    [18, 'code-a: it is odd (at character 19, "ij")'],
    [20, "code-a: it is odd (at the end)"],
  ])("at position %s is shown with what stands there", (position, text) => {
    const place = position === undefined ? {} : { position };
    expect(problemText({ code: "code-a", detail: "it is odd", ...place }, given)).toBe(text);
  });

  test("may have no code of its own", () => {
    expect(problemText({ detail: "it is odd" }, given)).toBe("it is odd");
  });

  test("does nothing to the terminal, whatever stands there", () => {
    const fault = { code: "c", detail: '"\x1b" is odd', position: 1 };
    expect(problemText(fault, "a\x1b[2J\r\nb")).toBe('c: " " is odd (at character 2, " [2J b")');
  });
});

test("a warning names the readers, if there are any", () => {
  const warning = { code: "c", pointer: "", detail: "it is odd", readers: [] };
  expect(warningText(warning)).toBe("c: it is odd");
  expect(warningText({ ...warning, readers: ["ldk", "cln"] })).toBe("c: it is odd (ldk, cln)");
});
