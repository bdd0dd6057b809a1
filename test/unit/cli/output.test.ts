import { describe, expect, test } from "vitest";
import type { Problem } from "../../../src/admin-api/client-types.ts";
import { CommandFailure, ExitCode, failed } from "../../../src/cli/failure.ts";
import { createOutput, fields, plain, table } from "../../../src/cli/output.ts";

/** What an output wrote, on both streams. */
function written(json: boolean, act: (output: ReturnType<typeof createOutput>) => void) {
  const streams = { stdout: "", stderr: "" };
  const output = createOutput(
    {
      stdout: (text) => {
        streams.stdout += text;
      },
      stderr: (text) => {
        streams.stderr += text;
      },
    },
    () => json,
  );
  act(output);
  return streams;
}

const problem: Problem = {
  type: "urn:paynamed:problem:zone-invalid",
  title: "t",
  status: 422,
  detail: "d",
  code: "zone-invalid",
  requestId: "r",
};

describe("an output", () => {
  test("has results on standard output and remarks on standard error", () => {
    const act = (output: ReturnType<typeof createOutput>): void => {
      output.result({ a: 1 }, () => "one");
      output.note("by the way");
    };
    expect(written(false, act)).toEqual({ stdout: "one\n", stderr: "by the way\n" });
    expect(written(true, act)).toEqual({ stdout: '{"a":1}\n', stderr: "" });
  });

  test("of nothing is nothing", () => {
    expect(written(false, (output) => output.result({}, () => "")).stdout).toBe("");
  });

  test("says why a command failed, and what to do", () => {
    const act = (output: ReturnType<typeof createOutput>): void =>
      output.failure(failed("it is", "let it be"));
    expect(written(false, act).stderr).toBe("paynamed: it is\n  let it be\n");
    expect(JSON.parse(written(true, act).stderr)).toEqual({
      code: "failed",
      detail: "it is",
      hint: "let it be",
    });
  });

  test("says one by one what is wrong, before what to do", () => {
    const error = new CommandFailure(ExitCode.FAILED, "refused", { faults: ["a", "b"], hint: "let it be" });
    expect(written(false, (output) => output.failure(error)).stderr).toBe(
      "paynamed: refused\n  error  a\n  error  b\n  let it be\n",
    );
  });

  test("gives the API's own words as JSON", () => {
    const error = new CommandFailure(ExitCode.FAILED, "in words", { problem });
    expect(JSON.parse(written(true, (output) => output.failure(error)).stderr)).toEqual(problem);
  });
});

test("a table has columns as wide as their widest cell", () => {
  expect(
    table(
      ["A", "LONGER"],
      [
        ["wide cell", "x"],
        ["y", ""],
      ],
    ),
  ).toBe("A          LONGER\nwide cell  x\ny");
  expect(table(["A", "B"], [])).toBe("A  B");
});

test("fields have their values below each other", () => {
  expect(
    fields([
      ["a", "1"],
      ["long", "2"],
      ["", "3"],
      ["b", ""],
    ]),
  ).toBe("a     1\nlong  2\n      3\nb");
});

describe("what somebody else wrote", () => {
  test("moves no cursor, breaks no line and turns no letters round", () => {
    expect(plain("a\x1b[2Jb\r\nc\x9bd\x7fe é")).toBe("a [2Jb c d e é");
    expect(plain("a\u202eb\u2066c\u2028d\u200fe")).toBe("a b c d e");
    expect(plain("שלום ₿ 🍕")).toBe("שלום ₿ 🍕");
  });

  test("does neither as JSON, which says the same", () => {
    const value = { a: "\x1b[2J\r\n\x7f\x9b\u202e\u2028é🍕" };
    const { stdout } = written(true, (output) => output.result(value, () => ""));
    expect(stdout).toBe('{"a":"\\u001b[2J\\r\\n\\u007f\\u009b\\u202e\\u2028é🍕"}\n');
    expect(JSON.parse(stdout)).toEqual(value);
  });
});
