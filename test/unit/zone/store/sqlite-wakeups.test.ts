import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openWakeups } from "../../../../src/zone/store/sqlite/wakeups.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;

test("a write wakes who waits for its zone, and nobody else", async () => {
  const wakeups = openWakeups(() => 1);
  const woken: string[] = [];
  const waits = ["a", "a", "b"].map((apex) => wakeups.wait(apex, never).then(() => woken.push(apex)));
  wakeups.wake("a");
  await Promise.all(waits.slice(0, 2));
  expect(woken).toEqual(["a", "a"]);
  wakeups.wake("b");
  await waits[2];
});

test("another process's write wakes everybody", async () => {
  let version = 1;
  const wakeups = openWakeups(() => version);
  let woken = 0;
  const waits = ["a", "b"].map((apex) => wakeups.wait(apex, never).then(() => woken++));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(woken).toBe(0);
  version = 2;
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all(waits);
});

test("a failure to look wakes everybody, who will meet it", async () => {
  let broken = false;
  const wakeups = openWakeups(() => {
    if (broken) throw new Error("disk");
    return 1;
  });
  const wait = wakeups.wait("a", never);
  broken = true;
  await vi.advanceTimersByTimeAsync(1_000);
  await wait;
});

test("the timer runs only while somebody waits, whatever ends the wait", async () => {
  const wakeups = openWakeups(() => 1);
  expect(vi.getTimerCount()).toBe(0);
  const abort = new AbortController();
  const waits = [wakeups.wait("a", abort.signal), wakeups.wait("a", never), wakeups.wait("b", never)];
  expect(vi.getTimerCount()).toBe(1);
  abort.abort();
  wakeups.wake("a");
  expect(vi.getTimerCount()).toBe(1);
  wakeups.close();
  expect(vi.getTimerCount()).toBe(0);
  await Promise.all(waits);
});

test("nobody waits after the end", async () => {
  const wakeups = openWakeups(() => 1);
  await wakeups.wait("a", AbortSignal.abort());
  wakeups.close();
  await wakeups.wait("a", never);
  expect(vi.getTimerCount()).toBe(0);
});
