import { RrType } from "../rr-type.ts";
import { readCharacterString, writeCharacterString } from "./character-string.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 1035 §3.3.2. */
export interface HinfoFields {
  readonly cpu: Uint8Array;
  readonly os: Uint8Array;
}

export const hinfoRdata = defineRdata<HinfoFields>(
  RrType.HINFO,
  (writer, { cpu, os }) => {
    writeCharacterString(writer, cpu);
    writeCharacterString(writer, os);
  },
  (reader) => ({ cpu: readCharacterString(reader), os: readCharacterString(reader) }),
);
