import { RrType } from "../rr-type.ts";
import { defineRdata } from "./define-rdata.ts";
import { type DnskeyFields, readDnskey, writeDnskey } from "./dnskey.ts";

/** RFC 7344 §3.2: "The wire and presentation format of the CDNSKEY resource record is identical to the DNSKEY record." */
export const cdnskeyRdata = defineRdata<DnskeyFields>(RrType.CDNSKEY, writeDnskey, readDnskey);
