import { createHash, randomBytes } from "node:crypto";

const OCTETS = 32;

/** A new token: base64url of random octets. */
export const mintToken = (): string => randomBytes(OCTETS).toString("base64url");

/**
 * SHA-256 of a token in lower-case hex: all that is kept of it. A digest without salt or stretching is enough, for nobody can
 * guess 256 random bits.
 */
export const tokenDigest = (token: string): string => createHash("sha256").update(token).digest("hex");
