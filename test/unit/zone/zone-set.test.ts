import { expect, test } from "vitest";
import { HashedName } from "../../../src/zone/hashed-name.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { ZoneSet } from "../../../src/zone/zone-set.ts";

const member = (apex: string, version = 1) => ({ apex: parseName(apex), text: apex, version });

function setOf(...apexes: string[]): ZoneSet<ReturnType<typeof member>> {
  const set = new ZoneSet<ReturnType<typeof member>>();
  for (const apex of apexes) set.put(member(apex));
  return set;
}

const find = (set: ZoneSet<ReturnType<typeof member>>, name: string) =>
  set.find(HashedName.of(parseName(name)));

const zones = setOf(
  "example.com.",
  "_bitcoin-payment.example.com.",
  "user._bitcoin-payment.example.org.",
  "com.",
);

test.each([
  ["example.com.", "example.com."],
  ["EXAMPLE.Com.", "example.com."],
  ["www.example.com.", "example.com."],
  ["bitcoin-payment.example.com.", "example.com."],
  ["_bitcoin-payment.example.com.", "_bitcoin-payment.example.com."],
  ["alice.user._bitcoin-payment.example.com.", "_bitcoin-payment.example.com."],
  // Names compare by labels: an apex's octets at the end of a label are not the apex.
  ["x_bitcoin-payment.example.com.", "example.com."],
  ["xexample.com.", "com."],
  ["alice.xuser._bitcoin-payment.example.org.", undefined],
  ["alice.user._bitcoin-payment.example.org.", "user._bitcoin-payment.example.org."],
  ["_bitcoin-payment.example.org.", undefined],
  ["x\\003com.", undefined],
  ["com.", "com."],
  ["example.com.evil.", undefined],
  [".", undefined],
])("%s belongs to %s", (name, apex) => {
  expect(find(zones, name)?.text).toBe(apex);
});

test("the longest apex wins, in whatever order the zones came", () => {
  const apexes = ["a.", "b.a.", "c.b.a.", "d.c.b.a."];
  for (const order of [apexes, [...apexes].reverse()]) {
    const set = setOf(...order);
    for (const apex of apexes) expect(find(set, `x.${apex}`)?.text).toBe(apex);
  }
});

test("the root as a zone takes the rest", () => {
  const set = setOf(".", "example.com.");
  expect(find(set, "example.org.")?.text).toBe(".");
  expect(find(set, ".")?.text).toBe(".");
  expect(find(set, "a.example.com.")?.text).toBe("example.com.");
});

test("a zone takes the place of the one with the same apex, and of no other", () => {
  const set = setOf("example.com.", "example.org.", "a.example.com.");
  set.put(member("example.com.", 2));
  set.put(member("example.com.", 3));
  const versions = ["x.example.com.", "example.org.", "x.a.example.com."].map(
    (name) => find(set, name)?.version,
  );
  expect(versions).toEqual([3, 1, 1]);
});

test("of an empty set nothing is found", () => {
  expect(find(setOf(), "example.com.")).toBeUndefined();
});
