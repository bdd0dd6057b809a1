import { describe, expect, test } from "vitest";
import { formatUri } from "../../src/zone/payment/uri/format.ts";
import type { PaymentUri } from "../../src/zone/payment/uri/parse.ts";
import { parseUri } from "../support/parse-uri.ts";
import { bip321Invalid, bip321InvalidInstruction, bip321Valid } from "./bip321.ts";

const parsed = (uri: string): PaymentUri => {
  const { value, faults } = parseUri(uri);
  expect(faults).toBeUndefined();
  return value!;
};

describe("the BIP's valid examples", () => {
  test.each(bip321Valid)("$says", ({ says: _, uri, ...expected }) => {
    const { body, parameters, ...general } = parsed(uri);
    expect({
      ...general,
      body: body.text,
      parameters: parameters.map(({ key, value }) => [key, value?.text]),
    }).toEqual(expected);
    expect(parameters.some(({ required }) => required)).toBe(false);
  });

  test.each(bip321Valid)("$says: written again it says the same", ({ uri, body, parameters }) => {
    const again = formatUri({ body, parameters: parameters.map(([key, value]) => ({ key, value })) });
    const [first, second] = [parsed(uri), parsed(again)];
    expect(second.body.text).toBe(first.body.text);
    expect(second.parameters.map(({ key, value }) => [key, value?.text])).toEqual(parameters);
    expect([second.amount, second.label, second.message, second.pop]).toEqual([
      first.amount,
      first.label,
      first.message,
      first.pop,
    ]);
  });
});

describe("the BIP's invalid examples", () => {
  test.each(bip321Invalid)("$says", ({ uri, faults }) => {
    expect(parseUri(uri).faults?.map(({ code, position }) => [code, position])).toEqual(faults);
  });

  test(`${bip321InvalidInstruction.says} is handed on with its place`, () => {
    const { uri, value, position } = bip321InvalidInstruction;
    const [parameter] = parsed(uri).parameters;
    expect(parameter?.key).toBe("bc");
    expect(parameter?.value?.text).toBe(value);
    expect(parameter?.value?.at(0)).toBe(position);
  });
});
