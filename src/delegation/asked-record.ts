import type DNS from "dns2";
import { WireError } from "../zone/errors.ts";
import { type Name, nameOf } from "../zone/name.ts";
import { dnskeyRdata } from "../zone/rdata/dnskey.ts";
import { txtRdata } from "../zone/rdata/txt.ts";
import { formatType, RrType } from "../zone/rr-type.ts";
import { AskError } from "./ask-error.ts";

/** A record as another server sent it. */
export interface AskedRecord {
  readonly owner: Name;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  readonly rdata: Uint8Array;
}

/** A name from dns2's text, in which a dot always parts labels and a character is an octet. */
export const ownerName = (text: string): Name =>
  nameOf(
    text
      .split(".")
      .filter((label) => label !== "")
      .map((label) => Buffer.from(label, "latin1")),
  );

/** A record of dns2 with its RDATA as octets. Throws {@link AskError} `malformed`, also where dns2 does not keep the octets. */
export function askedRecord(resource: DNS.Packet.Resource): AskedRecord {
  const { name, type, ttl } = resource;
  try {
    return { owner: ownerName(name), type, ttl, rdata: new Uint8Array(rdataOf(resource)) };
  } catch (error) {
    throw error instanceof WireError ? new AskError("malformed", error.message) : error;
  }
}

function rdataOf({ type, data, flags, protocol, algorithm, key }: DNS.Packet.Resource): Uint8Array {
  // RRSIG, and the types that dns2 does not know.
  if (Buffer.isBuffer(data)) return data;
  if (type === RrType.TXT && Array.isArray(data)) {
    // dns2 reads UTF-8. Octets that are none come back as others: a signature over them is found to be false.
    return txtRdata.encode({ strings: data.map((string) => Buffer.from(string, "utf8")) });
  }
  if (type === RrType.DNSKEY) {
    return dnskeyRdata.encode({
      flags: Number(flags),
      protocol: Number(protocol),
      algorithm: Number(algorithm),
      publicKey: Buffer.from(key ?? "", "base64"),
    });
  }
  throw new AskError("malformed", `the octets of a ${formatType(type)} record are not known`);
}
