/** The octets of one RR type's RDATA and their fields. Names inside are uncompressed and in lower case when they are ours. */
export interface RdataCodec<Fields> {
  readonly type: number;
  /** Throws WireError for values that the format cannot hold. */
  encode(fields: Fields): Uint8Array;
  /** Throws WireError for octets that are not this RDATA, and for octets left over. */
  decode(rdata: Uint8Array): Fields;
}
