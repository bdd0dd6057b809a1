import { timingSafeEqual } from "node:crypto";
import { openSecretFile } from "../dnssec/keys/secret-file.ts";
import type { AdminToken } from "./ports.ts";
import { mintToken, tokenDigest } from "./token-secret.ts";

const DIGEST = /^[0-9a-f]{64}\n?$/;

/**
 * The admin token whose SHA-256 is in the file at `path`. If there is no file, a token of 32 random octets is made and given
 * back as `minted` (base64url): it is kept nowhere, and only the process that made it can show it. Throws what the file system
 * says, and for a file that holds something else.
 */
export async function openToken(path: string): Promise<AdminToken & { minted?: string }> {
  const minted = mintToken();
  const { content, made } = await openSecretFile(path, () => `${tokenDigest(minted)}\n`);
  if (!DIGEST.test(content)) {
    throw new Error(`${path} does not hold the SHA-256 of a token; remove it to have a new token made`);
  }
  const digest = Buffer.from(content.trim());
  // Digests are compared, so the time tells nothing about the token, and every length can be presented.
  const verify = (presented: string): boolean => timingSafeEqual(Buffer.from(tokenDigest(presented)), digest);
  return made ? { verify, minted } : { verify };
}
