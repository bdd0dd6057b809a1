import { WireError } from "../errors.ts";
import { RrType } from "../rr-type.ts";
import { readCharacterString, writeCharacterString } from "./character-string.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 8659 §4.1. */
export interface CaaFields {
  readonly flags: number;
  readonly tag: string;
  readonly value: Uint8Array;
}

/** RFC 8659 §4.1: a tag is one or more of "the ASCII letters a–z, A–Z, and the numbers 0–9", and nothing else. */
const TAG = /^[a-zA-Z0-9]+$/;

export const caaRdata = defineRdata<CaaFields>(
  RrType.CAA,
  (writer, { flags, tag, value }) => {
    if (!TAG.test(tag)) throw new WireError("value-range", 1);
    writer.u8(flags);
    writeCharacterString(writer, Buffer.from(tag, "latin1")).octets(value);
  },
  (reader) => {
    const flags = reader.u8();
    const tag = Buffer.from(readCharacterString(reader)).toString("latin1");
    if (!TAG.test(tag)) throw new WireError("value-range", 1);
    return { flags, tag, value: reader.octets(reader.left) };
  },
);
