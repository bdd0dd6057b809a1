import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Announcer, startAnnouncer } from "../../src/announcer.ts";
import { DomainError } from "../../src/zone/errors.ts";
import type { InstanceRecord } from "../../src/zone/store/shared-port.ts";

const away = (): DomainError => new DomainError("store-unavailable", "there is no connection to Redis");

/** An announcer whose instance says which step it has made. */
function announcing(announce: (serial: number) => Promise<void> = async () => undefined, zones = 1) {
  const said: (number | "withdrawn")[] = [];
  const failures: unknown[] = [];
  let serial = 0;
  let step = (): void => undefined;
  const self = () => ({ id: "one", startedAt: serial, zones: Array(zones) }) as unknown as InstanceRecord;
  const announcer = startAnnouncer({
    store: {
      announce: async ({ startedAt }) => {
        said.push(startedAt);
        await announce(startedAt);
      },
      withdraw: async (id) => {
        expect(id).toBe("one");
        said.push("withdrawn");
      },
    },
    self,
    onAdvance: (listener) => {
      step = listener;
    },
    onFailure: (error) => failures.push(error),
  });
  const advance = (): void => {
    serial += 1;
    step();
  };
  return { announcer, said, failures, advance };
}

/** Whether a promise has come to its end by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  promise.then(() => {
    done = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return done;
}

describe("the announcer", () => {
  const running: Announcer[] = [];
  const start = (...args: Parameters<typeof announcing>): ReturnType<typeof announcing> => {
    const made = announcing(...args);
    running.push(made.announcer);
    return made;
  };
  beforeEach(() => void vi.useFakeTimers());
  afterEach(async () => {
    const ended = Promise.all(running.splice(0).map((each) => each.stop()));
    await vi.advanceTimersByTimeAsync(10_000);
    await ended;
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("says at once that its instance is there, and every second again", async () => {
    const { said } = start();
    expect(said).toEqual([0]);
    await vi.advanceTimersByTimeAsync(999);
    expect(said).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said).toHaveLength(62);
  });

  test("tells of a step at once when it has said nothing for a while", async () => {
    const { said, advance } = start();
    await vi.advanceTimersByTimeAsync(500);
    advance();
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual([0, 1]);
    // The second begins anew.
    await vi.advanceTimersByTimeAsync(999);
    expect(said).toEqual([0, 1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toEqual([0, 1, 1]);
  });

  test("tells of many steps together, 20 milliseconds after what it has said before", async () => {
    const { said, advance } = start();
    await vi.advanceTimersByTimeAsync(500);
    for (let i = 0; i < 5; i++) advance();
    await vi.advanceTimersByTimeAsync(19);
    for (let i = 0; i < 5; i++) advance();
    expect(said).toEqual([0, 5]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toEqual([0, 5, 10]);
    await vi.advanceTimersByTimeAsync(500);
    expect(said).toEqual([0, 5, 10]);
  });

  test.each([
    [20, 20],
    [21, 21],
    [400, 400],
    [5_000, 1_000],
  ])("tells of the steps of %i zones after %i milliseconds", async (zones, gap) => {
    const { said, advance } = start(undefined, zones);
    await vi.advanceTimersByTimeAsync(gap - 1);
    advance();
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toEqual([0, 1]);
  });

  test("tells of a step that is made while it speaks", async () => {
    let spoken = (): void => undefined;
    const { said, advance } = start(() => new Promise((resolve) => (spoken = resolve)));
    advance();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(said).toEqual([0]);
    spoken();
    await vi.advanceTimersByTimeAsync(20);
    expect(said).toEqual([0, 1]);
    spoken();
  });

  test("goes on while the store is away, and says so once each time", async () => {
    let isAway = false;
    const { said, failures } = start(async () => {
      if (isAway) throw away();
    });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(failures).toEqual([]);
    for (const times of [1, 2]) {
      isAway = true;
      await vi.advanceTimersByTimeAsync(5_000);
      expect(failures).toEqual(Array(times).fill(away()));
      isAway = false;
      await vi.advanceTimersByTimeAsync(5_000);
      expect(failures).toHaveLength(times);
    }
    expect(said).toHaveLength(23);
  });

  test("has begun when it has spoken, whether it was heard or not", async () => {
    const silent = new Promise<never>(() => undefined);
    expect(await isDone(start().announcer.first)).toBe(true);
    expect(await isDone(start(() => Promise.reject(away())).announcer.first)).toBe(true);
    const { first } = start(() => silent).announcer;
    expect(await isDone(first)).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await isDone(first)).toBe(true);
  });

  test("withdraws its instance at the end, and says nothing more", async () => {
    const { announcer, said, advance } = start();
    await vi.advanceTimersByTimeAsync(500);
    advance();
    expect(await isDone(announcer.stop())).toBe(true);
    advance();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(said).toEqual([0, "withdrawn"]);
  });

  test("withdraws it after what is still being said", async () => {
    let spoken = (): void => undefined;
    const { announcer, said } = start(() => new Promise((resolve) => (spoken = resolve)));
    const stopped = announcer.stop();
    expect(await isDone(stopped)).toBe(false);
    expect(said).toEqual([0]);
    spoken();
    expect(await isDone(stopped)).toBe(true);
    expect(said).toEqual([0, "withdrawn"]);
  });

  test("ends within a second, also where the store does not reply", async () => {
    const { announcer, failures } = start(
      () => new Promise((_, reject) => setTimeout(reject, 5_000, away())),
    );
    const stopped = announcer.stop();
    await vi.advanceTimersByTimeAsync(999);
    expect(await isDone(stopped)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isDone(stopped)).toBe(true);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(failures).toEqual([]);
  });
});
