import fc from "fast-check";
import { expect, test } from "vitest";
import { ExpiryQueue } from "../../../../src/zone/replica/expiry-queue.ts";

const entry = fc.record({ time: fc.nat(30), node: fc.integer({ min: 1, max: 20 }) });

/** Takes everything out; checks that times ascend and `next` foretells them. */
function drain(queue: ExpiryQueue): { time: number; node: number }[] {
  const entries: { time: number; node: number }[] = [];
  while (queue.length > 0) {
    const time = queue.next;
    entries.push({ time, node: queue.pop()! });
    expect(queue.next).toBeGreaterThanOrEqual(time);
  }
  return entries;
}

const text = (entries: readonly { time: number; node: number }[]): string[] =>
  entries.map(({ time, node }) => `${time} ${node}`).sort();

test("an empty queue has no next time and nothing to take out", () => {
  const queue = new ExpiryQueue();
  expect([queue.length, queue.next, queue.pop()]).toEqual([0, Number.POSITIVE_INFINITY, undefined]);
  queue.push(5, 1);
  expect([queue.pop(), queue.length, queue.next]).toEqual([1, 0, Number.POSITIVE_INFINITY]);
});

test("entries come out by time, none lost and none made up", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(entry, fc.constant("pop" as const)), { maxLength: 100 }), (steps) => {
      const queue = new ExpiryQueue();
      let held: { time: number; node: number }[] = [];
      for (const step of steps) {
        if (step !== "pop") {
          queue.push(step.time, step.node);
          held.push(step);
          continue;
        }
        const time = Math.min(Number.POSITIVE_INFINITY, ...held.map((each) => each.time));
        expect(queue.next).toBe(time);
        const node = queue.pop();
        const taken = held.findIndex((each) => each.time === time && each.node === node);
        expect(taken >= 0).toBe(held.length > 0);
        held = held.filter((_, i) => i !== taken);
      }
      expect(queue.length).toBe(held.length);
      expect(text(drain(queue))).toEqual(text(held));
    }),
  );
});

test("keep leaves what holds, once each, and still in order", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), fc.array(entry, { maxLength: 10 }), (entries, later) => {
      const queue = new ExpiryQueue();
      for (const { time, node } of entries) queue.push(time, node);
      queue.keep((time, node) => (time + node) % 3 !== 0);
      const kept = [...new Set(text(entries.filter(({ time, node }) => (time + node) % 3 !== 0)))];
      expect(queue.length).toBe(kept.length);
      for (const { time, node } of later) queue.push(time, node);
      expect(text(drain(queue))).toEqual([...kept, ...text(later)].sort());
    }),
  );
});
