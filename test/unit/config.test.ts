import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config.ts";

describe("the instance's name", () => {
  const load = (name: string): string =>
    loadConfig({}, undefined, { PAYNAMED_INSTANCE_NAME: name }).instanceName;

  test("is the host's unless one is given", () => {
    expect(loadConfig({}, undefined, {}).instanceName).toBe(hostname());
    expect(load("")).toBe(hostname());
  });

  test.each(["a", "ams-1.example.net", "!~", "x".repeat(64)])("may be %j", (name) => {
    expect(load(name)).toBe(name);
  });

  test.each([" ", "ams 1", "ams\n", "\u007f", "é", "x".repeat(65)])("may not be %j", (name) => {
    expect(() => load(name)).toThrow(/^PAYNAMED_INSTANCE_NAME: 1 to 64 visible characters/);
  });
});
