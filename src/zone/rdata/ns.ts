import { canonicalName, type Name } from "../name.ts";
import { RrType } from "../rr-type.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 1035 §3.3.11. */
export interface NsFields {
  readonly nsdname: Name;
}

export const nsRdata = defineRdata<NsFields>(
  RrType.NS,
  (writer, { nsdname }) => {
    // RFC 4034 §6.2: names in NS RDATA are in lower case.
    writer.octets(canonicalName(nsdname));
  },
  (reader) => ({ nsdname: reader.name() }),
);
