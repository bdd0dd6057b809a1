import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { DomainError } from "../../zone/errors.ts";
import { openSecretFile } from "./secret-file.ts";

const CIPHER = "aes-256-gcm";
const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
const FORMAT = 1;

/** A key-encryption key as text. */
export const KEY_TEXT = /^[0-9a-f]{64}$/i;

/** Encrypts key sets for the store, so that neither the store nor its backups hold a usable private key. */
export interface Sealer {
  /** `context` is bound to the octets: they open for the same zone only. */
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** Throws DomainError `key-set-sealed` for octets of another key, another context, or changed on the way. */
  open(sealed: Uint8Array, context: string): Uint8Array;
}

/** AES-256-GCM (NIST SP 800-38D): format octet, nonce, ciphertext, tag. A zone's set is sealed a few times in its life. */
export function createSealer(key: Uint8Array): Sealer {
  if (key.length !== KEY_OCTETS) throw new RangeError(`a key-encryption key has ${KEY_OCTETS} octets`);
  return {
    seal: (plain, context) => {
      const nonce = randomBytes(NONCE_OCTETS);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context, "utf8"));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Uint8Array.of(FORMAT), nonce, text, cipher.getAuthTag()]);
    },
    open: (sealed, context) => {
      try {
        if (sealed[0] !== FORMAT) throw new RangeError(`unknown format ${sealed[0]}`);
        const tag = sealed.length - TAG_OCTETS;
        const nonce = sealed.subarray(1, 1 + NONCE_OCTETS);
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_OCTETS });
        decipher.setAAD(Buffer.from(context, "utf8")).setAuthTag(sealed.subarray(tag));
        return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_OCTETS, tag)), decipher.final()]);
      } catch (cause) {
        const message =
          "the key set does not open with this key-encryption key: give this instance the key-encryption key of the others";
        throw new DomainError("key-set-sealed", message, { cause });
      }
    },
  };
}

/**
 * The sealer whose key is in the file at `path`: 64 hex digits. A missing file is made if `mayMake`, which is asked then, says
 * so; where sealed sets wait for the key that was in it, a new one would open none of them. Throws DomainError
 * `key-set-sealed`, and what `mayMake` throws.
 */
export async function openSealer(path: string, mayMake: () => Promise<boolean>): Promise<Sealer> {
  const { content } = await openSecretFile(path, async () => {
    if (await mayMake()) return `${randomBytes(KEY_OCTETS).toString("hex")}\n`;
    throw new DomainError(
      "key-set-sealed",
      `${path} is missing: without it the keys of the zones do not open`,
    );
  });
  const key = content.replace(/\n$/, "");
  if (!KEY_TEXT.test(key)) {
    throw new DomainError("key-set-sealed", `${path} does not hold a key-encryption key of 64 hex digits`);
  }
  return sealerOf(key);
}

/** The sealer whose key is a text of 64 hex digits ({@link KEY_TEXT}). */
export const sealerOf = (key: string): Sealer => createSealer(Buffer.from(key, "hex"));
