import { describe, expect, test } from "vitest";
import { NameOrder } from "../../../../src/zone/replica/name-order.ts";
import { NodeKind, Nodes } from "../../../../src/zone/replica/node.ts";
import { type Address, NO_ADDRESS } from "../../../../src/zone/replica/slabs.ts";

/** A relative name of labels of one octet or more, without the root. */
const relative = (text: string): Uint8Array =>
  Buffer.concat(
    text.split(".").map((label) => Buffer.from(String.fromCharCode(label.length) + label, "latin1")),
  );

/** Sorted: RFC 4034 §6.1 for names of lower-case labels, by the string of their labels from the right. */
const canonicalKey = (text: string): string => text.split(".").reverse().join(" ");
const sorted = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => (canonicalKey(a) < canonicalKey(b) ? -1 : 1));

function orderOf() {
  const nodes = new Nodes(0);
  const order = new NameOrder(nodes);
  const addresses = new Map<string, Address>();
  const nodeOf = (name: string): Address => {
    const octets = relative(name);
    const node = nodes.create(NodeKind.Own, 0, octets, 0, octets.length, 0);
    names.set(node, name);
    return node;
  };
  const names = new Map<Address, string>([[NO_ADDRESS, "nothing"]]);
  return {
    insert: (name: string) => {
      addresses.set(name, nodeOf(name));
      order.insert(addresses.get(name)!);
    },
    remove: (name: string) => {
      order.remove(addresses.get(name)!);
      addresses.delete(name);
    },
    /** Another node of the same name. */
    renew: (name: string) => {
      const to = nodeOf(name);
      order.replace(addresses.get(name)!, to);
      addresses.set(name, to);
    },
    before: (name: string) => names.get(order.before(relative(name), 0, relative(name).length)),
    after: (name: string) =>
      [...order.after(relative(name), 0, relative(name).length)].map((node) => names.get(node)),
    all: () => [...order.after(new Uint8Array(), 0, 0)].map((node) => names.get(node)),
  };
}

// 2,100 names with ancestors, neighbours and numbers of unequal length: five runs and more.
const names = Array.from({ length: 2100 }, (_, i) =>
  i % 7 === 0 ? `x${i}.a${i % 35}` : i % 2 === 0 ? `a${i}` : `a${i}z`,
);
const inOrder = sorted(names);
const shuffled = names.map((_, i) => names[(i * 1009) % names.length]!);

describe.each([
  { way: "ascending", sequence: inOrder },
  { way: "descending", sequence: [...inOrder].reverse() },
  { way: "shuffled", sequence: shuffled },
])("names put in $way", ({ sequence }) => {
  const order = orderOf();
  for (const name of sequence) order.insert(name);

  test("stand one after the other", () => {
    expect(inOrder.map(order.before)).toEqual(["nothing", ...inOrder.slice(0, -1)]);
  });

  test("are found before names that are not there", () => {
    for (const name of ["a", "b", "a1000y", "a1001zz", "0.a7", "zz.a7", "0.x7.a7", "zzz"]) {
      const expected = inOrder.findLast((other) => canonicalKey(other) < canonicalKey(name)) ?? "nothing";
      expect([name, order.before(name)]).toEqual([name, expected]);
    }
  });

  test("come after any name in their order, each once", () => {
    expect(order.all()).toEqual(inOrder);
    // Everywhere within the runs, at their ends, and where no name is.
    for (const name of [...inOrder.filter((_, i) => i % 17 === 0), inOrder.at(-1)!])
      expect(order.after(name)).toEqual(inOrder.slice(inOrder.indexOf(name) + 1));
    for (const name of ["a", "a1000y", "0.a7", "zz.a7", "zzz"])
      expect(order.after(name)).toEqual(inOrder.filter((other) => canonicalKey(other) > canonicalKey(name)));
  });

  test("are replaced where they stand", () => {
    for (const name of shuffled) order.renew(name);
    expect(inOrder.map(order.before)).toEqual(["nothing", ...inOrder.slice(0, -1)]);
  });

  test("go one by one, and leave nothing", () => {
    const left = new Set(inOrder);
    for (const [i, name] of shuffled.entries()) {
      order.remove(name);
      left.delete(name);
      if (i % 100 !== 0) continue;
      const rest = inOrder.filter((each) => left.has(each));
      expect(rest.map(order.before)).toEqual(["nothing", ...rest].slice(0, rest.length));
    }
    expect(order.before("zzz")).toBe("nothing");
    order.insert("a1");
    expect(order.before("zzz")).toBe("a1");
  });
});

test("in an empty order nothing stands before or after anything", () => {
  expect(orderOf().before("a")).toBe("nothing");
  expect(orderOf().after("a")).toEqual([]);
});
