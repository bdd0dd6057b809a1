import { expect, test } from "vitest";
import { formatRdata } from "../../src/zone/rdata/text.ts";
import { txtRdata, txtStrings, txtText } from "../../src/zone/rdata/txt.ts";
import { RrType } from "../../src/zone/rr-type.ts";
import { bip353Example } from "./bip353-example.ts";

const { strings } = bip353Example;
const uri = strings.join("");

// BIP-353, "Examples": "the complete URI is broken into two strings with maximum 255 characters each".
test("the example's URI is split as the BIP splits it", () => {
  expect(strings.map((string) => string.length)).toEqual([255, 177]);
  expect(txtStrings(uri).map((string) => Buffer.from(string).toString())).toEqual(strings);
});

test("the example's RDATA is two length octets and the URI", () => {
  const rdata = txtRdata.encode({ strings: txtStrings(uri) });
  expect(rdata.length).toBe(1 + 255 + 1 + 177);
  expect([rdata[0], rdata[256]]).toEqual([255, 177]);
  expect(formatRdata(RrType.TXT, rdata)).toBe(strings.map((string) => `"${string}"`).join(" "));
});

// BIP-353, "Resolution": the strings are concatenated "in RDATA order, without inserting separators, before parsing".
test("the URI comes back from any split in RDATA order", () => {
  expect(txtText(txtRdata.encode({ strings: txtStrings(uri) }))).toBe(uri);
  const short = uri.match(/.{1,100}/g)!.map((part) => Uint8Array.from(Buffer.from(part)));
  expect(short).toHaveLength(5);
  expect(txtText(txtRdata.encode({ strings: short }))).toBe(uri);
});
