import type { Address } from "./slabs.ts";

interface Entry {
  readonly time: number;
  readonly node: Address;
}

/** Nodes by the time at which they expire: a binary heap. An entry is a hint; the node itself says whether it still holds. */
export class ExpiryQueue {
  #heap: Entry[] = [];

  get length(): number {
    return this.#heap.length;
  }

  /** The earliest time in the queue, or Infinity. */
  get next(): number {
    return this.#heap[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  push(time: number, node: Address): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push({ time, node });
    for (let parent = (at - 1) >> 1; at > 0 && heap[parent]!.time > time; parent = (at - 1) >> 1) {
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  /** Takes the earliest entry out. */
  pop(): Address | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first?.node;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.time < heap[child]!.time) child++;
      if (last.time <= heap[child]!.time) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first.node;
  }

  /** Leaves only the entries that hold, each once. */
  keep(holds: (time: number, node: Address) => boolean): void {
    const distinct = new Map<string, Entry>();
    for (const entry of this.#heap) {
      if (holds(entry.time, entry.node)) distinct.set(`${entry.time} ${entry.node}`, entry);
    }
    // An array in ascending order is a heap.
    this.#heap = [...distinct.values()].sort((a, b) => a.time - b.time);
  }
}
