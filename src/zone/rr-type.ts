/** RR types that this server speaks, by their mnemonic (IANA DNS Parameters). */
export const RrType = {
  A: 1,
  NS: 2,
  SOA: 6,
  HINFO: 13,
  TXT: 16,
  AAAA: 28,
  OPT: 41,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  CDS: 59,
  CDNSKEY: 60,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  CAA: 257,
} as const;

export const RrClass = { IN: 1 } as const;

const mnemonics = new Map<number, string>(Object.entries(RrType).map(([mnemonic, type]) => [type, mnemonic]));

/** The mnemonic, or `TYPEn` (RFC 3597 §5). */
export const formatType = (type: number): string => mnemonics.get(type) ?? `TYPE${type}`;
