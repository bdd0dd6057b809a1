import { WireError } from "../errors.ts";
import { type WireReader, type WireWriter, wireReader, wireWriter } from "../wire.ts";
import type { RdataCodec } from "./codec.ts";

/** RFC 1035 §3.2.1: RDLENGTH is 16 bits. */
const MAX_RDATA_OCTETS = 0xffff;

/** A frozen codec from one function that writes the fields in order and one that reads them; octets left over are refused. */
export function defineRdata<Fields>(
  type: number,
  write: (writer: WireWriter, fields: Fields) => void,
  read: (reader: WireReader) => Fields,
): RdataCodec<Fields> {
  return Object.freeze({
    type,
    encode: (fields: Fields) => {
      const writer = wireWriter();
      write(writer, fields);
      if (writer.length > MAX_RDATA_OCTETS) throw new WireError("overflow", MAX_RDATA_OCTETS);
      return writer.finish();
    },
    decode: (rdata: Uint8Array) => {
      const reader = wireReader(rdata);
      const fields = read(reader);
      reader.end();
      return fields;
    },
  });
}
