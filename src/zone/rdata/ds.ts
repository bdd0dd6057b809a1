import { RrType } from "../rr-type.ts";
import type { WireReader, WireWriter } from "../wire.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 4034 §5.1. */
export interface DsFields {
  readonly keyTag: number;
  readonly algorithm: number;
  readonly digestType: number;
  readonly digest: Uint8Array;
}

function writeDs(writer: WireWriter, ds: DsFields): void {
  writer.u16(ds.keyTag).u8(ds.algorithm).u8(ds.digestType).octets(ds.digest);
}

const readDs = (reader: WireReader): DsFields => ({
  keyTag: reader.u16(),
  algorithm: reader.u8(),
  digestType: reader.u8(),
  digest: reader.octets(reader.left),
});

export const dsRdata = defineRdata<DsFields>(RrType.DS, writeDs, readDs);

/** RFC 7344 §3.1: "The wire and presentation format of the Child DS (CDS) resource record is identical to the DS record." */
export const cdsRdata = defineRdata<DsFields>(RrType.CDS, writeDs, readDs);
