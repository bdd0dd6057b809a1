import { beforeEach, describe, expect, test } from "vitest";
import {
  begin,
  type Cut,
  judge,
  type NameHistory,
  newHistory,
  type Sighting,
  settle,
  type Value,
  withdraw,
} from "./name-history.ts";

const [HERE, THERE] = [0, 1];

describe("what may be said of a name", () => {
  let history: NameHistory;
  beforeEach(() => {
    history = newHistory();
  });

  const judged = (
    value: Value,
    instance: number,
    asked: number,
    more: Partial<Sighting> = {},
  ): readonly Value[] | "sound" =>
    judge(history, value, { instance, asked, received: asked + 1, cuts: [], within: 1_000, ...more }) ??
    "sound";
  const write = (value: Value, begun: number, settled: number, by = HERE): void => {
    begin(history, value, begun);
    settle(history, settled, by);
  };

  test("before any write it does not exist", () => {
    expect(judged(null, HERE, 0)).toBe("sound");
    expect(judged("a", HERE, 0)).toEqual([null]);
  });

  test("while a write is under way both are true, and not before it was begun", () => {
    begin(history, "a", 100);
    expect(judged("a", HERE, 50)).toEqual([null]);
    expect(judged(null, HERE, 99, { received: 101 })).toBe("sound");
    expect(judged("a", HERE, 99, { received: 101 })).toBe("sound");
    expect(judged("b", HERE, 100)).toEqual([null, "a"]);
  });

  test("who has acknowledged it answers by it at once, the other within a second", () => {
    write("a", 100, 200);
    expect(judged(null, HERE, 200)).toEqual(["a"]);
    expect(judged(null, HERE, 199)).toBe("sound");
    expect(judged(null, THERE, 1_199)).toBe("sound");
    expect(judged(null, THERE, 1_200)).toEqual(["a"]);
    expect(judged("a", THERE, 1_200)).toBe("sound");
  });

  test("what an instance has shown it does not take back", () => {
    begin(history, "a", 100);
    expect(judged("a", THERE, 150)).toBe("sound");
    expect(judged(null, THERE, 152)).toEqual(["a"]);
    // The question was under way when the other answer came.
    expect(judged(null, THERE, 150)).toBe("sound");
    expect(judged(null, HERE, 152)).toBe("sound");
  });

  test("a replacement and a deletion follow each other", () => {
    write("a", 0, 1);
    write("b", 2, 3);
    expect(judged("a", HERE, 4)).toEqual(["b"]);
    expect(judged("a", THERE, 900)).toBe("sound");
    write(null, 5, 6);
    expect(judged("b", HERE, 7)).toEqual([null]);
    expect(judged("b", THERE, 900)).toBe("sound");
    expect(judged("a", THERE, 902)).toEqual(["b", null]);
    expect(judged(null, THERE, 903)).toBe("sound");
    expect(judged("b", THERE, 905)).toEqual([null]);
  });

  test("a write that was refused is never seen", () => {
    begin(history, "a", 100);
    withdraw(history);
    expect(judged("a", HERE, 200)).toEqual([null]);
  });

  test("a write that was refused and had been seen is found out", () => {
    begin(history, "a", 100);
    expect(judged("a", HERE, 110)).toBe("sound");
    withdraw(history);
    expect(judged(null, HERE, 200)).toEqual([]);
  });

  test("who is cut off may miss what others write meanwhile, and a second longer", () => {
    const cut: Cut = { from: 1_001, to: Infinity };
    const more = { cuts: [cut] };
    write("old", 0, 1);
    expect(judged(null, THERE, 5_000)).toEqual(["old"]);
    write("new", 2_000, 2_100);
    expect(judged("old", THERE, 9_000, more)).toBe("sound");
    expect(judged(null, THERE, 9_000, more)).toEqual(["old", "new"]);
    // Its own acknowledgements it answers by all the same.
    expect(judged("old", HERE, 9_000, more)).toEqual(["new"]);
    cut.to = 10_000;
    expect(judged("old", THERE, 10_999, more)).toBe("sound");
    expect(judged("old", THERE, 11_000, more)).toEqual(["new"]);
  });

  test("a cut that is over before the write, or begins when it has to be known, excuses nothing", () => {
    write("a", 2_000, 2_100);
    expect(judged(null, THERE, 3_100, { cuts: [{ from: 1_000, to: 2_000 }] })).toEqual(["a"]);
    expect(judged(null, THERE, 3_100, { cuts: [{ from: 3_100, to: 9_000 }] })).toEqual(["a"]);
  });
});
