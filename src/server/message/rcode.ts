/** RCODEs that this server gives (IANA DNS Parameters). Above 15 the upper bits go into the OPT record (RFC 6891 §6.1.3). */
export const Rcode = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const;

/** Extended DNS Error info-codes (RFC 8914 §4). */
export const ExtendedError = {
  NOT_READY: 14,
  NOT_AUTHORITATIVE: 20,
} as const;
