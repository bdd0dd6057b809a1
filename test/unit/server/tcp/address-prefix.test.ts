import { expect, test } from "vitest";
import { addressPrefix } from "../../../../src/server/tcp/address-prefix.ts";

test.each([
  ["192.0.2.1", "192.0.2.254", "192.0.3.1"],
  ["::ffff:192.0.2.1", "192.0.2.7", "::ffff:192.0.3.1"],
  ["2001:db8:1:100::1", "2001:db8:1:1ff:a:b:c:d", "2001:db8:1:200::1"],
  ["2001:db8::1", "2001:db8:0:ff::", "2001:db8:0:100::1"],
  ["::1", "::2", "0:0:0:1000::"],
  ["1::", "1::1", "::"],
  ["1::2:3:4:5:6", "1:0:0:2:3:4:5:6", "1::2:3:4:5:6:7"],
  ["fe80::1%eth0", "fe80::2%eth1", "fe80:0:0:100::%eth0"],
])("%s is beside %s, %s is not", (address, beside, apart) => {
  expect(addressPrefix(beside)).toBe(addressPrefix(address));
  expect(addressPrefix(apart)).not.toBe(addressPrefix(address));
});
