import { makeOffer } from "./offer-text.ts";

/** A URI that can be paid to and has as many octets as one may have: 2048. Its offer has a long description. */
export const LONG_URI = `bitcoin:?lno=${makeOffer({ description: "x".repeat(1230) })}`;
