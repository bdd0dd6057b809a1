import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createDurabilityWatch } from "../../src/durability-watch.ts";
import { DomainError } from "../../src/zone/errors.ts";
import type { Durability } from "../../src/zone/store/port.ts";
import { refusalOf } from "../support/store-model.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const report = (changes: Partial<Durability> = {}): Durability => ({
  kind: "redis",
  topology: "standalone",
  worth: "disk",
  isDurable: true,
  servers: [],
  remarks: [],
  ...changes,
});
const DURABLE = report();
const MEMORY = report({
  worth: "memory",
  isDurable: false,
  remarks: [{ code: "append-only-off", detail: "appendonly is no; set it" }],
});
const EVICTING = report({
  isDurable: false,
  remarks: [{ code: "eviction", detail: "it throws names away" }],
});
const UNFINISHED = report({
  worth: "unknown",
  isDurable: null,
  remarks: [{ code: "append-only-unfinished", detail: "wait" }],
});
const AWAY = new DomainError("store-unavailable", "there is no connection to Redis");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watch over a store that says what `says` is set to, and what it told. */
function watching(isRequired: boolean, says: Durability | Error) {
  const lines: string[] = [];
  const watch = createDurabilityWatch(isRequired, {
    info: (_, sentence) => lines.push(`info ${sentence}`),
    warn: (_, sentence) => lines.push(`warn ${sentence}`),
  });
  onTestFinished(() => watch.stop());
  const store = {
    says,
    readings: 0,
    durability: async () => {
      store.readings += 1;
      if (store.says instanceof Error) throw store.says;
      return store.says;
    },
  };
  const demanded = () =>
    refusalOf((async () => watch.demand())()).then((refusal) => refusal?.code ?? "granted");
  return { watch, store, lines, demanded };
}

const DISK_LINE = "info a write that is acknowledged is on the disk";
const MEMORY_LINE = "warn a write that is acknowledged is in memory only";
const UNKNOWN_LINE = "warn where a write is that is acknowledged is not known";

describe("where durability is not required", () => {
  test("every report is taken, told once, and told again when it is another", async () => {
    const { watch, store, lines, demanded } = watching(false, MEMORY);
    await watch.begin(store);
    expect(watch.last()).toBe(MEMORY);
    expect(() => watch.demandSoon()).not.toThrow();
    expect(lines).toEqual([MEMORY_LINE]);
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    expect([store.readings, lines.length]).toEqual([4, 1]);
    store.says = DURABLE;
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(lines).toEqual([MEMORY_LINE, DISK_LINE]);
    expect(await demanded()).toBe("granted");
    store.says = MEMORY;
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(lines).toEqual([MEMORY_LINE, DISK_LINE, MEMORY_LINE]);
    expect(await demanded()).toBe("granted");
  });

  test("what is on the disk and may be thrown away is a warning", async () => {
    const { watch, store, lines } = watching(false, EVICTING);
    await watch.begin(store);
    expect(lines).toEqual(["warn a write that is acknowledged is on the disk"]);
  });

  test("what is read anew and differs in nothing but facts is not told", async () => {
    const { watch, store, lines } = watching(false, DURABLE);
    await watch.begin(store);
    store.says = report({ servers: [{ server: "192.0.2.1:6379", facts: { connected_slaves: 1 } }] });
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(watch.last()).toBe(store.says);
    expect(lines).toHaveLength(1);
  });

  test("a store that is away is known to be nothing, and asked again soon", async () => {
    const { watch, store, lines } = watching(false, DURABLE);
    await watch.begin(store);
    store.says = AWAY;
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(watch.last()).toBeUndefined();
    expect(lines).toEqual([DISK_LINE, UNKNOWN_LINE]);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(lines).toHaveLength(2);
    store.says = DURABLE;
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(watch.last()).toBe(DURABLE);
    expect(lines).toEqual([DISK_LINE, UNKNOWN_LINE, DISK_LINE]);
  });

  test("a doubt is cleared at once", async () => {
    const { watch, store, lines } = watching(false, DURABLE);
    await watch.begin(store);
    store.says = MEMORY;
    watch.doubt();
    expect(watch.last()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(0);
    expect(watch.last()).toBe(MEMORY);
    expect(lines).toEqual([DISK_LINE, MEMORY_LINE]);
  });

  test("it ends", async () => {
    const { watch, store } = watching(false, DURABLE);
    await watch.begin(store);
    watch.stop();
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(store.readings).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("where durability is required", () => {
  test.each([
    [MEMORY, /in memory only, and durability is required: appendonly is no; set it$/],
    [EVICTING, /it throws names away$/],
    [
      report({ worth: "unknown", isDurable: null, remarks: [{ code: "settings-unreadable", detail: "x" }] }),
      /x$/,
    ],
  ])("a store that is not durable is not begun with", async (says, message) => {
    const { watch, store } = watching(true, says);
    await watch.begin(store);
    const refused = refusalOf((async () => watch.demandSoon())());
    expect(await refused).toMatchObject({ code: "store-not-durable" });
    expect(() => watch.demandSoon()).toThrow(message);
  });

  test.each([
    ["away", AWAY],
    ["still writing its file", UNFINISHED],
  ])("from a store that is %s nothing is granted before it is durable", async (_, says) => {
    const { watch, store, demanded } = watching(true, says);
    expect(await demanded()).toBe("store-not-durable");
    await watch.begin(store);
    expect(() => watch.demandSoon()).not.toThrow();
    expect(await demanded()).toBe("store-not-durable");
    store.says = DURABLE;
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(await demanded()).toBe("granted");
    expect(() => watch.demandSoon()).not.toThrow();
  });

  test("it is seen within seconds that a running store has become worse, and better", async () => {
    const { watch, store, demanded } = watching(true, DURABLE);
    await watch.begin(store);
    expect(await demanded()).toBe("granted");
    store.says = MEMORY;
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(await demanded()).toBe("store-not-durable");
    expect(() => watch.demand()).toThrow("appendonly is no; set it");
    store.says = DURABLE;
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(await demanded()).toBe("granted");
  });

  test("nothing is granted in doubt, nor by what was asked before the doubt", async () => {
    const { watch, store, demanded } = watching(true, DURABLE);
    await watch.begin(store);
    const late = Promise.withResolvers<Durability>();
    store.durability = () => late.promise;
    const asked = watch.read();
    watch.doubt();
    store.durability = async () => MEMORY;
    expect(await demanded()).toBe("store-not-durable");
    late.resolve(DURABLE);
    expect(await asked).toBe(DURABLE);
    expect(await demanded()).toBe("store-not-durable");
    await vi.advanceTimersByTimeAsync(0);
    expect(watch.last()).toBe(MEMORY);
  });
});

describe("a reading on demand", () => {
  test("counts as one of its own", async () => {
    const { watch, store, demanded } = watching(true, DURABLE);
    await watch.begin(store);
    store.says = MEMORY;
    expect(await watch.read()).toBe(MEMORY);
    expect(await demanded()).toBe("store-not-durable");
  });

  test("is refused as the store refuses it", async () => {
    const { watch, store } = watching(false, AWAY);
    expect(await refusalOf(watch.read())).toMatchObject({ code: "store-unavailable" });
    await watch.begin(store);
    expect(await refusalOf(watch.read())).toMatchObject({ code: "store-unavailable" });
  });

  test("that is overtaken by a later one changes nothing", async () => {
    const { watch, store } = watching(false, DURABLE);
    await watch.begin(store);
    const slow = Promise.withResolvers<Durability>();
    store.durability = () => slow.promise;
    const first = watch.read();
    store.durability = async () => MEMORY;
    await watch.read();
    slow.resolve(DURABLE);
    await first;
    expect(watch.last()).toBe(MEMORY);
  });
});
