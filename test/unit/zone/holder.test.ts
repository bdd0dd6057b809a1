import { describe, expect, test } from "vitest";
import { accountOf, holderOf, isFormerHolder } from "../../../src/zone/holder.ts";

test.each([
  ["shop", undefined, "shop"],
  ["shop", "42", "shop/42"],
  ["shop", "eu/42", "shop/eu/42"],
  ["shop", "", "shop/"],
])("account %j and reference %j make the holder %j, whose account it is", (account, reference, holder) => {
  expect(holderOf(account, reference)).toBe(holder);
  expect(accountOf(holder)).toBe(account);
});

describe("what a holder released", () => {
  test.each([
    ["shop", "shop", true],
    ["shop/1", "shop/1", true],
    ["shop", "shop/1", true],
    ["shop/1", "shop", false],
    ["shop/1", "shop/2", false],
    ["shop/1", "shop/10", false],
    ["shop/1", "shop/1/1", false],
    ["shop", "shopping", false],
    ["shop", "shopping/1", false],
    ["shop/1", "mall/1", false],
    ["admin", "shop", false],
  ])("%j: %j held it: %j", (former, holder, held) => {
    expect(isFormerHolder(former, holder)).toBe(held);
  });
});
