import { expect, test } from "vitest";
import { DEMO } from "../../../src/cli/demo-record.ts";
import { bip353Example } from "../../vectors/bip353-example.ts";

test("the demo's offer is that of the BIP", () => {
  expect(`bitcoin:?lno=${DEMO.offer}`).toBe(bip353Example.strings.join(""));
});
