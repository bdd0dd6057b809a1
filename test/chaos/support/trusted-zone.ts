import { orderKey } from "../../support/reference-order.ts";
import type { TrustedZone } from "../../support/reference-signature.ts";

/** A zone as a validator trusts it; `apex` is without its last dot, `dnskeys` is RDATA as the admin API shows it. */
export const trustedZone = (apex: string, dnskeys: readonly string[]): TrustedZone => ({
  apex: orderKey(apex.split(".").map((label) => Buffer.from(label))),
  dnskeys: dnskeys.map(dnskeyRdata),
});

/** From `<flags> <protocol> <algorithm> <base64>`. */
function dnskeyRdata(text: string): Uint8Array {
  const [flags, protocol, algorithm, key = ""] = text.split(" ");
  const head = [Number(flags) >> 8, Number(flags) & 0xff, Number(protocol), Number(algorithm)];
  return Buffer.concat([Buffer.from(head), Buffer.from(key, "base64")]);
}
