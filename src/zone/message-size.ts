/** The header of a message (RFC 1035 §4.1.1). */
export const HEADER_OCTETS = 12;
/** An OPT record without options (RFC 6891 §6.1.2). */
export const OPT_OCTETS = 11;

/**
 * The largest answer this server writes, over UDP (small enough not to be cut in pieces on the way) and over TCP.
 */
export const MAX_UDP_ANSWER_OCTETS = 1232;
export const MAX_TCP_ANSWER_OCTETS = 65_535;
