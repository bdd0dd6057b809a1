import { expect, test } from "vitest";
import { newConnectionTable } from "../../../../src/server/tcp/connection-table.ts";

const [a, b, c, d] = ["x", "x", "y", "x"].map((prefix, number) => ({ prefix, number }));
const filled = () => {
  const table = newConnectionTable<{ prefix: string }>();
  for (const connection of [a, b, c, d]) table.add(connection!);
  return table;
};

test("counts in all and by prefix", () => {
  const table = filled();
  expect([table.size, table.sizeOf("x"), table.sizeOf("y"), table.sizeOf("z")]).toEqual([4, 3, 1, 0]);
  expect(table.delete(a!)).toBe(true);
  expect(table.delete(a!)).toBe(false);
  expect([table.size, table.sizeOf("x")]).toEqual([3, 2]);
  table.delete(c!);
  expect([table.size, table.sizeOf("y"), table.mostIdle("y")]).toEqual([2, 0, undefined]);
});

test("knows the most idle of all and of a prefix", () => {
  const table = filled();
  expect([table.mostIdle(), table.mostIdle("x"), table.mostIdle("y")]).toEqual([a, a, c]);
  table.touch(a!);
  expect([table.mostIdle(), table.mostIdle("x")]).toEqual([b, b]);
  table.touch(b!);
  expect([table.mostIdle(), table.mostIdle("x")]).toEqual([c, d]);
  expect([...table]).toEqual([c, d, a, b]);
});

test("does not take in what it does not hold by a touch", () => {
  const table = filled();
  table.delete(a!);
  table.touch(a!);
  expect([...table]).toEqual([b, c, d]);
});
