import { HashedName } from "../hashed-name.ts";
import { type Name, suffixOffset } from "../name.ts";
import { HashIndex } from "./hash-index.ts";
import { NameOrder } from "./name-order.ts";
import { NodeKind, Nodes } from "./node.ts";
import { type Address, NO_ADDRESS } from "./slabs.ts";

/**
 * The nodes of one zone by name: found by hash, sorted in canonical order, and with an empty non-terminal wherever a name
 * lies below and no records stand. Empty non-terminals are counted, so that they come and go with the names below them
 * (RFC 8020 §1).
 */
export class NameTree {
  readonly apex: Name;
  readonly nodes: Nodes;
  readonly #index = new HashIndex();
  readonly #order: NameOrder;
  /** The name of the operation under way. */
  readonly #name = new HashedName();

  constructor(apex: Name, signatureOctets: number) {
    this.apex = apex;
    this.nodes = new Nodes(signatureOctets);
    this.#order = new NameOrder(this.nodes);
  }

  /** The node at the suffix of `name` that begins with `label`; the zone's apex begins with `apexLabel`. */
  find(name: HashedName, label: number, apexLabel: number): Address {
    const { nodes } = this;
    const hash = name.hashes[label]!;
    const from = name.starts[label]!;
    const length = name.starts[apexLabel]! - from;
    for (let slot = this.#index.first(hash); ; slot = this.#index.next(slot)) {
      const node = this.#index.at(slot);
      if (node === NO_ADDRESS) return NO_ADDRESS;
      if (!this.#index.matches(slot, hash) || nodes.nameLength(node) !== length) continue;
      const octets = nodes.octets(node);
      const base = nodes.nameOffset(node);
      let i = 0;
      while (i < length && octets[base + i] === name.octets[from + i]) i++;
      if (i === length) return node;
    }
  }

  /** The node at `owner`. Throws RangeError for a name outside the zone. */
  at(owner: Name): Address {
    return this.find(this.#name, 0, this.#read(owner));
  }

  /** Puts a new node of this kind at `owner`, in the place of whatever stands there, and makes sure of its ancestors. */
  put(owner: Name, kind: number, recordLength: number): Address {
    const apexLabel = this.#read(owner);
    const existing = this.find(this.#name, 0, apexLabel);
    const node = this.#create(kind, 0, apexLabel, recordLength);
    if (existing === NO_ADDRESS) this.#add(node);
    else this.#replace(existing, node);
    if (existing === NO_ADDRESS || this.nodes.kind(existing) === NodeKind.EmptyNonTerminal) {
      for (let label = 1; label < apexLabel; label++) this.#count(label, apexLabel, 1);
    }
    if (existing !== NO_ADDRESS) this.nodes.release(existing);
    return node;
  }

  /** Takes the records at `owner` out: the node goes, or stays as an empty non-terminal while names are below it. */
  remove(owner: Name): void {
    const apexLabel = this.#read(owner);
    const node = this.find(this.#name, 0, apexLabel);
    if (this.nodes.below(node) === 0) {
      this.#drop(node);
    } else {
      this.#replace(node, this.#create(NodeKind.EmptyNonTerminal, 0, apexLabel, 0));
      this.nodes.release(node);
    }
    for (let label = 1; label < apexLabel; label++) this.#count(label, apexLabel, -1);
  }

  /** The owner name of a node. */
  owner(node: Address): Name {
    const from = this.nodes.nameOffset(node);
    const length = this.nodes.nameLength(node);
    const owner = new Uint8Array(length + this.apex.length);
    owner.set(this.nodes.octets(node).subarray(from, from + length));
    owner.set(this.apex, length);
    return owner;
  }

  /** The last node that sorts before `name`, a name of this zone, in canonical order. */
  before(name: Name): Address {
    return this.#order.before(name, 0, name.length - this.apex.length);
  }

  /** The nodes that sort after `name`, a name of this zone, in canonical order. It holds until the next change. */
  after(name: Name): Generator<Address, void> {
    return this.#order.after(name, 0, name.length - this.apex.length);
  }

  /** How many slots there are to {@link sweep}. */
  get slots(): number {
    return this.#index.slots;
  }

  /** Calls `visit` for the nodes of a kind in `count` slots from `slot` on; returns the slot to go on from. */
  sweep(kind: number, slot: number, count: number, visit: (node: Address) => void): number {
    const { slots } = this.#index;
    let at = slot % slots;
    for (let i = Math.min(count, slots); i > 0; i--) {
      const node = this.#index.at(at);
      if (node !== NO_ADDRESS && this.nodes.kind(node) === kind) visit(node);
      at = at + 1 === slots ? 0 : at + 1;
    }
    return at;
  }

  /** Reads a name into {@link #name}; returns the label at which the apex begins. */
  #read(owner: Name): number {
    const apexOffset = suffixOffset(owner, this.apex);
    if (apexOffset < 0) throw new RangeError("the name is not in the zone");
    this.#name.read(owner, 0, owner.length);
    let label = 0;
    while (this.#name.starts[label]! < apexOffset) label++;
    return label;
  }

  #create(kind: number, label: number, apexLabel: number, recordLength: number): Address {
    const { octets, starts, hashes } = this.#name;
    return this.nodes.create(kind, hashes[label]!, octets, starts[label]!, starts[apexLabel]!, recordLength);
  }

  #add(node: Address): void {
    this.#index.insert(this.nodes.hash(node), node);
    this.#order.insert(node);
  }

  #replace(from: Address, to: Address): void {
    this.nodes.setBelow(to, this.nodes.below(from));
    this.#index.replace(this.nodes.hash(from), from, to);
    this.#order.replace(from, to);
  }

  #drop(node: Address): void {
    this.#index.remove(this.nodes.hash(node), node);
    this.#order.remove(node);
    this.nodes.release(node);
  }

  /** Counts a name that came or went below the ancestor at `label`. */
  #count(label: number, apexLabel: number, step: 1 | -1): void {
    const { nodes } = this;
    let node = this.find(this.#name, label, apexLabel);
    if (node === NO_ADDRESS) {
      node = this.#create(NodeKind.EmptyNonTerminal, label, apexLabel, 0);
      this.#add(node);
    }
    nodes.setBelow(node, nodes.below(node) + step);
    if (nodes.below(node) === 0 && nodes.kind(node) === NodeKind.EmptyNonTerminal) this.#drop(node);
  }
}
