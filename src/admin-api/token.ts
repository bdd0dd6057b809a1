import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { link, open, readFile, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { AdminToken } from "./ports.ts";

const TOKEN_OCTETS = 32;
const DIGEST = /^[0-9a-f]{64}\n?$/;

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/**
 * The admin token whose SHA-256 is in the file at `path`. If there is no file, a token of 32 random octets is made and given
 * back as `minted` (base64url): it is kept nowhere, and only the process that made it can show it. A digest without salt or
 * stretching is enough, for nobody can guess 256 random bits. Throws what the file system says, and for a file that holds
 * something else.
 */
export async function openToken(path: string): Promise<AdminToken & { minted?: string }> {
  const minted = (await fileExists(path)) ? undefined : randomBytes(TOKEN_OCTETS).toString("base64url");
  const made = minted !== undefined && (await createExclusively(path, `${sha256(minted).toString("hex")}\n`));
  const text = await readFile(path, "latin1");
  if (!DIGEST.test(text)) {
    throw new Error(`${path} does not hold the SHA-256 of a token; remove it to have a new token made`);
  }
  const digest = Buffer.from(text.trim(), "hex");
  // Digests are compared, so the time tells nothing about the token, and every length can be presented.
  const verify = (presented: string): boolean => timingSafeEqual(sha256(presented), digest);
  return made ? { verify, minted } : { verify };
}

async function fileExists(path: string): Promise<boolean> {
  try {
    await (await open(path, "r")).close();
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/**
 * Makes the file with its content at one stroke, durably; false if another process was first. The file is written under a
 * name of its own and linked: `link` fails where the name exists, and nobody ever reads a file that is half written.
 */
async function createExclusively(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await file.close();
    await unlink(draft);
  }
  const directory = await open(dirname(path), "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
  return true;
}
