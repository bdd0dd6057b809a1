import { describe, expect, test, vi } from "vitest";
import { DomainError } from "../../../../src/zone/errors.ts";
import type { SharedStore } from "../../../../src/zone/store/shared-port.ts";
import { guardWrites } from "../../../../src/zone/store/write-guard.ts";
import { openMemoryStore } from "../../../support/memory-store.ts";
import { refusalOf } from "../../../support/store-model.ts";

/** What acknowledges something. */
const WRITES = [
  "createZone",
  "putPolicy",
  "put",
  "delete",
  "batch",
  "writeOnce",
  "outcome",
  "putKeySet",
  "addToken",
  "removeToken",
  "acceptTakeover",
  "beginImport",
  "importEntries",
  "finishImport",
  "discardImport",
];
/** All that a store can. */
const METHODS = Object.keys(openMemoryStore());

type Methods = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** A store whose methods do nothing but tell that they were called, behind a guard that does as `demand` does. */
function guarded(demand: () => void): { readonly plain: Methods; readonly store: Methods } {
  const plain = Object.fromEntries(METHODS.map((method) => [method, vi.fn(async () => method)]));
  return { plain, store: guardWrites(plain as unknown as SharedStore, demand) as unknown as Methods };
}
const refuse = (): void => {
  throw new DomainError("store-not-durable", "not here");
};

test("every method is known to be a write, or to be none", () => {
  const { plain, store } = guarded(refuse);
  expect(METHODS.filter((method) => store[method] !== plain[method]).sort()).toEqual([...WRITES].sort());
});

describe.each(WRITES)("%s", (method) => {
  test("is not begun when it may not be", async () => {
    const { plain, store } = guarded(refuse);
    const refused = store[method]!("a", 1) as Promise<unknown>;
    expect(await refusalOf(refused)).toMatchObject({ code: "store-not-durable" });
    expect(plain[method]).not.toHaveBeenCalled();
  });

  test("is begun as it was asked for when it may be, which is asked each time", async () => {
    const demand = vi.fn();
    const { plain, store } = guarded(demand);
    expect(demand).not.toHaveBeenCalled();
    for (const times of [1, 2]) {
      expect(await store[method]!("a", 1)).toBe(method);
      expect(demand).toHaveBeenCalledTimes(times);
      expect(plain[method]).toHaveBeenLastCalledWith("a", 1);
    }
  });
});
