import { compareLabels } from "../name.ts";
import type { Nodes } from "./node.ts";
import { type Address, NO_ADDRESS } from "./slabs.ts";

const RUN_CAPACITY = 512;

interface Run {
  readonly nodes: Uint32Array;
  count: number;
}

/**
 * All nodes in canonical order (RFC 4034 §6.1), in sorted runs of bounded length. Denial asks it which name really stands
 * before another, so that no NSEC covers a name or empty non-terminal that exists.
 */
export class NameOrder {
  readonly #nodes: Nodes;
  readonly #runs: Run[] = [];

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  insert(node: Address): void {
    const run = this.#runOf(node);
    if (run === undefined) {
      this.#runs.push({ nodes: new Uint32Array(RUN_CAPACITY), count: 1 });
      this.#runs[0]!.nodes[0] = node;
      return;
    }
    const at = this.#positionIn(this.#runs[run]!, node);
    const target = this.#runs[run]!;
    target.nodes.copyWithin(at + 1, at, target.count);
    target.nodes[at] = node;
    if (++target.count === RUN_CAPACITY) this.#split(run);
  }

  remove(node: Address): void {
    const run = this.#runOf(node)!;
    const target = this.#runs[run]!;
    const at = this.#positionIn(target, node);
    target.nodes.copyWithin(at, at + 1, target.count);
    if (--target.count === 0) this.#runs.splice(run, 1);
  }

  /** Puts `to`, a node of the same name, in the place of `from`. */
  replace(from: Address, to: Address): void {
    const target = this.#runs[this.#runOf(from)!]!;
    target.nodes[this.#positionIn(target, from)] = to;
  }

  /** The last node that sorts before the relative name `octets[from, to)`, or {@link NO_ADDRESS}. */
  before(octets: Uint8Array, from: number, to: number): Address {
    const run = this.#search(
      this.#runs.length,
      (i) => this.#compare(this.#runs[i]!.nodes[0]!, octets, from, to) < 0,
    );
    if (run === 0) return NO_ADDRESS;
    const { nodes, count } = this.#runs[run - 1]!;
    return nodes[this.#search(count, (i) => this.#compare(nodes[i]!, octets, from, to) < 0) - 1]!;
  }

  /** The nodes that sort after the relative name `octets[from, to)`, in order. It holds until the next change. */
  *after(octets: Uint8Array, from: number, to: number): Generator<Address, void> {
    const passed = (node: Address): boolean => this.#compare(node, octets, from, to) <= 0;
    const begun = this.#search(this.#runs.length, (i) => passed(this.#runs[i]!.nodes[0]!));
    for (let run = Math.max(begun - 1, 0); run < this.#runs.length; run++) {
      const { nodes, count } = this.#runs[run]!;
      const first = run < begun ? this.#search(count, (i) => passed(nodes[i]!)) : 0;
      for (let at = first; at < count; at++) yield nodes[at]!;
    }
  }

  /** The run that the node is in or belongs into. */
  #runOf(node: Address): number | undefined {
    if (this.#runs.length === 0) return undefined;
    const after = this.#search(
      this.#runs.length,
      (i) => this.#compareNodes(this.#runs[i]!.nodes[0]!, node) <= 0,
    );
    return Math.max(after - 1, 0);
  }

  #positionIn(run: Run, node: Address): number {
    return this.#search(run.count, (i) => this.#compareNodes(run.nodes[i]!, node) < 0);
  }

  /** How many of the first `count` items the predicate holds for; it holds for a leading part of them. */
  #search(count: number, holds: (i: number) => boolean): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #split(run: number): void {
    const full = this.#runs[run]!;
    const half = full.count >>> 1;
    const upper: Run = { nodes: new Uint32Array(RUN_CAPACITY), count: full.count - half };
    upper.nodes.set(full.nodes.subarray(half, full.count));
    full.count = half;
    this.#runs.splice(run + 1, 0, upper);
  }

  #compareNodes(a: Address, b: Address): number {
    const from = this.#nodes.nameOffset(b);
    return this.#compare(a, this.#nodes.octets(b), from, from + this.#nodes.nameLength(b));
  }

  #compare(node: Address, octets: Uint8Array, from: number, to: number): number {
    const own = this.#nodes.nameOffset(node);
    return compareLabels(this.#nodes.octets(node), own, own + this.#nodes.nameLength(node), octets, from, to);
  }
}
