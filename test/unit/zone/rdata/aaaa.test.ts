import { expect, test } from "vitest";
import { aaaaRdata } from "../../../../src/zone/rdata/aaaa.ts";

const normal = (address: string): string => aaaaRdata.decode(aaaaRdata.encode({ address })).address;

// RFC 5952 §1, §2 and §4, and RFC 4291 §2.2.
test.each([
  ["::", "::"],
  ["0:0:0:0:0:0:0:1", "::1"],
  ["1::", "1::"],
  ["2001:0DB8:0:0:0:0:2:1", "2001:db8::2:1"],
  ["2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
  ["::FFFF:c000:0201", "::ffff:192.0.2.1"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ["1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
])("%s is %s", (address, expected) => {
  expect(normal(address)).toBe(expected);
});

test.each([
  "",
  ":",
  ":::",
  "1",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7:8::",
  "1::2::3",
  "12345::",
  "::g",
  ":1::",
  "::1:",
  "fe80::1%eth0",
  "[::1]",
  "::1.2.3",
  "::1.2.3.256",
  "1.2.3.4::",
  "::1.2.3.4:5",
  "192.0.2.1",
  "::1\n",
])("refuses %j", (address) => {
  expect(() => aaaaRdata.encode({ address })).toThrow(
    expect.objectContaining({ name: "WireError", code: "value-range" }),
  );
});
