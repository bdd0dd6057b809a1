import { DomainError } from "../../zone/errors.ts";
import type { Name } from "../../zone/name.ts";
import { CSK_FLAGS, loadSigningKey, makeSigningKey, type SigningKey } from "../signing-key.ts";

/** A key as it is kept and handed over: `privateKey` is PKCS #8, a secret. */
export interface KeyMaterial {
  readonly flags: number;
  readonly privateKey: Uint8Array;
}

/** The keys of one zone. */
export interface KeySet {
  readonly apex: Name;
  readonly keys: readonly SigningKey[];
  /** The key that signs. */
  readonly signing: SigningKey;
}

const FORMAT = 1;

/** A zone's first set: one CSK (RFC 6781 §3.1), which signs everything and is the one that DS names. */
export const makeKeySet = (apex: Name): KeySet => keySet(apex, [makeSigningKey(apex, CSK_FLAGS)]);

/** Loads and checks every key. Throws SigningError for a key that is invalid or whose tag is taken. */
export function loadKeySet(apex: Name, material: readonly KeyMaterial[]): KeySet {
  const taken = new Set<number>();
  const keys = material.map(({ flags, privateKey }) => {
    const key = loadSigningKey(privateKey, apex, flags, taken);
    taken.add(key.keyTag);
    return key;
  });
  return keySet(apex, keys);
}

function keySet(apex: Name, keys: readonly SigningKey[]): KeySet {
  const signing = keys[0];
  if (signing === undefined) throw new DomainError("key-set-missing", "the key set is empty");
  return Object.freeze({ apex, keys, signing });
}

/** The secret material of a set, to hand to whoever signs. */
export const keyMaterial = ({ keys }: KeySet): KeyMaterial[] =>
  keys.map((key) => ({ flags: key.flags, privateKey: key.exportPrivateKey() }));

/** The octets that are sealed and stored. */
export function encodeKeySet(set: KeySet): Uint8Array {
  const keys = keyMaterial(set).map(({ flags, privateKey }) => ({
    flags,
    privateKey: Buffer.from(privateKey).toString("base64"),
  }));
  return Buffer.from(JSON.stringify({ format: FORMAT, keys }), "utf8");
}

/** Reads {@link encodeKeySet}'s octets, which a seal vouches for. */
export function decodeKeySet(octets: Uint8Array, apex: Name): KeySet {
  const { format, keys } = JSON.parse(Buffer.from(octets).toString("utf8")) as {
    format: number;
    keys: { flags: number; privateKey: string }[];
  };
  if (format !== FORMAT)
    throw new DomainError("key-set-sealed", `key set format ${format} is not known here`);
  return loadKeySet(
    apex,
    keys.map(({ flags, privateKey }) => ({ flags, privateKey: Buffer.from(privateKey, "base64") })),
  );
}
