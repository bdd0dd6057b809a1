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

describe("that durability is required", () => {
  const required = (flags: Parameters<typeof loadConfig>[0], word?: string): boolean =>
    loadConfig(flags, undefined, word === undefined ? {} : { PAYNAMED_REQUIRE_DURABLE: word }).requireDurable;

  test("is said by the flag or the variable, and not by itself", () => {
    expect(required({})).toBe(false);
    expect(required({}, "")).toBe(false);
    expect(required({ requireDurable: true })).toBe(true);
    expect(required({ requireDurable: true }, "no")).toBe(true);
    expect(required({ requireDurable: undefined }, "1")).toBe(true);
  });

  test.each([
    ["true", true],
    ["yes", true],
    ["false", false],
    ["0", false],
  ])("is said with %j: %j", (word, isRequired) => {
    expect(required({}, word)).toBe(isRequired);
  });

  test("is said with no other word", () => {
    expect(() => required({}, "perhaps")).toThrow("PAYNAMED_REQUIRE_DURABLE: write true or false");
  });
});
