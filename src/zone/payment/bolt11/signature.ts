import { secp256k1 } from "@noble/curves/secp256k1.js";
import { octetsOf } from "../bech32-text.ts";

/** 512 bits of signature and 8 of recovery ID. */
export const SIGNATURE_WORDS = 104;

const MAX_RECOVERY_ID = 3;

interface SignedInvoice {
  readonly hrp: string;
  /** The data part without the signature. */
  readonly data: readonly number[];
  /** The last {@link SIGNATURE_WORDS} of the data part. */
  readonly signature: readonly number[];
}

/**
 * The public key that signed an invoice, compressed; undefined where none or another than `payee` did. `payee` is the key of
 * the `n` field, if there is one.
 */
export function signerOf(invoice: SignedInvoice, payee: Uint8Array | undefined): Uint8Array | undefined {
  const signature = octetsOf(invoice.signature)!;
  const [compact, recoveryId] = [signature.subarray(0, 64), signature[64]!];
  if (recoveryId > MAX_RECOVERY_ID) return undefined;
  const message = signedOctets(invoice);
  try {
    // BOLT 11: "if a valid n field is provided: MUST use the n field to validate the signature instead of performing
    // signature recovery." Readers verify with libsecp256k1, which takes low S alone here and any S for recovery.
    if (payee !== undefined)
      return secp256k1.verify(compact, message, payee, { lowS: true }) ? payee : undefined;
    return secp256k1.recoverPublicKey(Uint8Array.of(recoveryId, ...compact), message);
  } catch {
    // Numbers that are no signature, and a point that is none.
    return undefined;
  }
}

/**
 * BOLT 11: "the human-readable part, represented as UTF-8 bytes, concatenated with the data part (excluding the signature)
 * with 0 bits appended to pad the data to the next byte boundary".
 */
function signedOctets({ hrp, data }: SignedInvoice): Uint8Array {
  const octets = Math.ceil((data.length * 5) / 8);
  const zeros = Math.ceil((octets * 8) / 5) - data.length;
  return Buffer.concat([Buffer.from(hrp), octetsOf([...data, ...new Array<number>(zeros).fill(0)])!]);
}
