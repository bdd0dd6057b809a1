import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { confirmedByAll } from "../../../src/admin-api/confirmation.ts";
import type { InstancesBehind } from "../../../src/admin-api/instances-behind.ts";
import type { Instances } from "../../../src/admin-api/ports.ts";
import { DomainError } from "../../../src/zone/errors.ts";
import type { SeenInstance, ZoneStanding } from "../../../src/zone/store/shared-port.ts";
import { anInstance, STANDING } from "./support.ts";

const { apex, generation } = STANDING;
const WRITE = { apex, generation: generation!, serial: 7 };

const at = (serial: number, changes: Partial<ZoneStanding> = {}): ZoneStanding => ({
  ...STANDING,
  serial,
  ...changes,
});
const here = anInstance("here", [at(7)]);
const there = (zone: ZoneStanding, seenAgo = 0): SeenInstance => anInstance("there", [zone], { seenAgo });
const away = new DomainError("store-unavailable", "there is no connection to Redis");

/** What a wait is told at each look; the last of it again and again. */
type Look = readonly SeenInstance[] | DomainError | "silence";

/** A wait for the write among instances as each look finds them. */
function waiting(...looks: readonly Look[]) {
  let looked = 0;
  const instances: Instances = {
    self: () => here,
    all: () => {
      const found = looks[Math.min(looked++, looks.length - 1)]!;
      if (found === "silence") return new Promise(() => undefined);
      return found instanceof DomainError ? Promise.reject(found) : Promise.resolve(found);
    },
  };
  let outcome: unknown;
  confirmedByAll(instances, WRITE, "; come again").then(
    (confirmed) => {
      outcome = confirmed;
    },
    (error: InstancesBehind) => {
      const { code, message, instances: told, cause } = error;
      outcome = { code, message, instances: told, cause };
    },
  );
  return {
    looks: () => looked,
    /** What it has come to after so many more milliseconds. */
    after: async (milliseconds: number): Promise<unknown> => {
      await vi.advanceTimersByTimeAsync(milliseconds);
      return outcome;
    },
  };
}

const told = (name: string, serial: number, confirmed: boolean) => ({
  id: `id of ${name}`,
  name,
  serial,
  confirmed,
});

describe("a write that every instance shall answer by", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("is confirmed at once where all do", async () => {
    const wait = waiting([there(at(7)), here]);
    expect(await wait.after(0)).toEqual([told("there", 7, true), told("here", 7, true)]);
    expect(wait.looks()).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is confirmed by who is further", async () => {
    expect(await waiting([there(at(9)), here]).after(0)).toEqual([
      told("there", 9, true),
      told("here", 7, true),
    ]);
  });

  test("is waited for until the last one does", async () => {
    const wait = waiting([there(at(6)), here], [there(at(6)), here], [there(at(7)), here]);
    expect(await wait.after(14)).toBeUndefined();
    expect(wait.looks()).toBe(1);
    await wait.after(1);
    expect(wait.looks()).toBe(2);
    expect(await wait.after(30)).toEqual([told("there", 7, true), told("here", 7, true)]);
  });

  test("is waited for three seconds, looking ever less often, and then told of as it stands", async () => {
    const wait = waiting([there(at(6)), here]);
    expect(await wait.after(2_999)).toBeUndefined();
    expect(wait.looks()).toBeGreaterThan(10);
    expect(wait.looks()).toBeLessThan(30);
    expect(await wait.after(1)).toEqual({
      code: "instances-behind",
      message: "the write stands with serial 7, but not every instance answers by it yet: there; come again",
      instances: [told("there", 6, false), told("here", 7, true)],
      cause: undefined,
    });
    const looks = wait.looks();
    await wait.after(10_000);
    expect(wait.looks()).toBe(looks);
  });

  test.each([
    ["that does not have the zone", anInstance("there", [])],
    ["that has another zone alone", anInstance("there", [at(9, { apex: "example.org" })])],
    ["whose zone is of another generation", anInstance("there", [at(9, { generation: "another" })])],
    ["that answers from its disk", anInstance("there", [at(7, { answers: "snapshot" })])],
    ["that answers nothing yet", anInstance("there", [at(7, { answers: "nothing" })])],
    ["that doubts the store", anInstance("there", [at(7, { doubt: "the store is at serial 2" })])],
  ])("is not confirmed by an instance %s", async (_, instance) => {
    const serial = instance.zones[0]?.apex === apex ? instance.zones[0].serial : 0;
    expect(await waiting([instance, here]).after(3_000)).toMatchObject({
      code: "instances-behind",
      instances: [told("there", serial, false), told("here", 7, true)],
    });
  });

  test("is not confirmed here where this instance doubts the store", async () => {
    const doubting = anInstance("here", [at(7, { doubt: "it is another zone of the same name" })]);
    expect(await waiting([doubting]).after(3_000)).toMatchObject({ code: "instances-behind" });
  });

  test("is confirmed by who follows although a try has failed since", async () => {
    expect(await waiting([there(at(7, { failure: "Redis is away" })), here]).after(0)).toHaveLength(2);
  });

  test("does not wait for an instance that was silent for more than five seconds", async () => {
    expect(await waiting([there(at(6), 5_001), here]).after(0)).toEqual([told("here", 7, true)]);
    expect(await waiting([there(at(6), 5_000), here]).after(2_000)).toBeUndefined();
  });

  test("waits for an instance that dies until it counts as gone", async () => {
    const wait = waiting([there(at(6), 4_990), here], [there(at(6), 5_005), here]);
    expect(await wait.after(14)).toBeUndefined();
    expect(await wait.after(1)).toEqual([told("here", 7, true)]);
  });

  test("tells of an instance that fell silent just before", async () => {
    let ago = 1_000;
    const all = async () => [there(at(6), ago), here];
    const rejected = expect(confirmedByAll({ self: () => here, all }, WRITE)).rejects.toMatchObject({
      code: "instances-behind",
      instances: [told("there", 6, false), told("here", 7, true)],
    });
    for (; ago < 4_000; ago += 100) await vi.advanceTimersByTimeAsync(100);
    await rejected;
  });

  test("does not wait for an instance that has withdrawn", async () => {
    expect(await waiting([there(at(6)), here], [here]).after(15)).toEqual([told("here", 7, true)]);
  });

  test("waits for an instance that appears meanwhile, too", async () => {
    const appeared = anInstance("new", [at(3)]);
    const wait = waiting([there(at(6)), here], [there(at(7)), appeared, here]);
    expect(await wait.after(3_000)).toMatchObject({
      message: expect.stringMatching(/yet: new; come again$/),
      instances: [told("there", 7, true), told("new", 3, false), told("here", 7, true)],
    });
  });

  test("is looked for again where the store was away for a moment", async () => {
    const wait = waiting(away, away, [there(at(7)), here]);
    expect(await wait.after(100)).toEqual([told("there", 7, true), told("here", 7, true)]);
  });

  test("stands where the store goes away meanwhile, and what was known of the others is told", async () => {
    const wait = waiting([there(at(6)), here], away);
    expect(await wait.after(3_000)).toEqual({
      code: "instances-behind",
      message: "the write stands with serial 7, but not every instance answers by it yet: there; come again",
      instances: [told("there", 6, false), told("here", 7, true)],
      cause: away,
    });
  });

  test("stands where the store is away all the time", async () => {
    expect(await waiting(away).after(3_000)).toEqual({
      code: "instances-behind",
      message:
        "the write stands with serial 7, but the store does not say which instances there are; come again",
      instances: [told("here", 7, true)],
      cause: away,
    });
  });

  test("stands where the store does not reply", async () => {
    const wait = waiting("silence");
    expect(await wait.after(2_999)).toBeUndefined();
    expect(await wait.after(1)).toMatchObject({ code: "instances-behind" });
  });
});
