import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { openSecretFile } from "../dnssec/keys/secret-file.ts";
import type { AdminToken } from "./ports.ts";

const TOKEN_OCTETS = 32;
const DIGEST = /^[0-9a-f]{64}\n?$/;

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * The admin token whose SHA-256 is in the file at `path`. If there is no file, a token of 32 random octets is made and given
 * back as `minted` (base64url): it is kept nowhere, and only the process that made it can show it. A digest without salt or
 * stretching is enough, for nobody can guess 256 random bits. Throws what the file system says, and for a file that holds
 * something else.
 */
export async function openToken(path: string): Promise<AdminToken & { minted?: string }> {
  const minted = randomBytes(TOKEN_OCTETS).toString("base64url");
  const { content, made } = await openSecretFile(path, () => `${sha256(minted).toString("hex")}\n`);
  if (!DIGEST.test(content)) {
    throw new Error(`${path} does not hold the SHA-256 of a token; remove it to have a new token made`);
  }
  const digest = Buffer.from(content.trim(), "hex");
  // Digests are compared, so the time tells nothing about the token, and every length can be presented.
  const verify = (presented: string): boolean => timingSafeEqual(sha256(presented), digest);
  return made ? { verify, minted } : { verify };
}
