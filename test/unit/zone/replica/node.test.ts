import { describe, expect, test } from "vitest";
import { NodeKind, Nodes } from "../../../../src/zone/replica/node.ts";
import { MAX_BLOCK_OCTETS } from "../../../../src/zone/replica/slabs.ts";

const NAME = Buffer.from("\x05alice\x03bob\x00", "latin1");
const nodeOf = (nodes: Nodes, kind: number = NodeKind.Payment, recordLength = 100) =>
  nodes.create(kind, -5, NAME, 0, 10, recordLength);

describe("a node", () => {
  test("is blank but for its name, hash, kind and length, also in memory that was used before", () => {
    const nodes = new Nodes(120);
    const used = nodeOf(nodes);
    for (const set of ["setBelow", "setTtl", "setExpiresAt", "setRefreshAt", "setRevision"] as const)
      nodes[set](used, 2 ** 32 - 1);
    nodes.release(used);
    expect(nodes.kind(used)).toBe(NodeKind.Released);
    const node = nodeOf(nodes);
    expect(node).toBe(used);
    expect([nodes.hash(node), nodes.kind(node), nodes.recordLength(node)]).toEqual([
      -5,
      NodeKind.Payment,
      100,
    ]);
    const from = nodes.nameOffset(node);
    expect(Buffer.from(nodes.octets(node).subarray(from, from + nodes.nameLength(node)))).toEqual(
      NAME.subarray(0, 10),
    );
    expect([nodes.below(node), nodes.ttl(node), nodes.revision(node)]).toEqual([0, 0, 0]);
    expect([nodes.expiresAt(node), nodes.refreshAt(node)]).toEqual([0, 0]);
  });

  test("keeps each of its numbers apart, revisions of 53 bits included", () => {
    const nodes = new Nodes(120);
    const node = nodeOf(nodes);
    nodes.setBelow(node, 2 ** 32 - 1);
    nodes.setTtl(node, 2 ** 31 - 1);
    nodes.setRevision(node, Number.MAX_SAFE_INTEGER);
    nodes.setExpiresAt(node, 2 ** 32 - 2);
    nodes.setRefreshAt(node, 2 ** 32 - 3);
    nodes.setRecordLength(node, 0xffff);
    expect(nodes.below(node)).toBe(2 ** 32 - 1);
    expect(nodes.ttl(node)).toBe(2 ** 31 - 1);
    expect(nodes.revision(node)).toBe(Number.MAX_SAFE_INTEGER);
    expect(nodes.expiresAt(node)).toBe(2 ** 32 - 2);
    expect(nodes.refreshAt(node)).toBe(2 ** 32 - 3);
    expect([nodes.recordLength(node), nodes.kind(node), nodes.nameLength(node)]).toEqual([
      0xffff,
      NodeKind.Payment,
      10,
    ]);
  });
});

test("a record fits where the block's units are as many: 32 header, 10 name, 120 signature", () => {
  const nodes = new Nodes(120);
  // 262 octets are nine units, which hold a record of 95 to 126 octets.
  const node = nodeOf(nodes, NodeKind.Payment, 100);
  const fitting = Array.from({ length: 200 }, (_, length) => length).filter((length) =>
    nodes.fits(node, length),
  );
  expect([fitting[0], fitting.at(-1), fitting.length]).toEqual([95, 126, 32]);
});

test("only payment nodes have room for a record; none is larger than a block", () => {
  const nodes = new Nodes(120);
  for (const kind of [NodeKind.Own, NodeKind.EmptyNonTerminal]) {
    const node = nodeOf(nodes, kind, 0);
    nodes.release(node);
    // 42 octets: two units.
    expect(nodes.slabs.allocate(64)).toBe(node);
  }
  const most = MAX_BLOCK_OCTETS - 32 - 10 - 120;
  expect(() => nodeOf(nodes, NodeKind.Payment, most)).not.toThrow();
  expect(() => nodeOf(nodes, NodeKind.Payment, most + 1)).toThrow(RangeError);
});
