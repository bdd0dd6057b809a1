import { hex } from "@scure/base";
import { type Bech32Text, bech32Codes, readBech32 } from "../bech32-text.ts";
import { type Decoded, FaultList } from "../fault.ts";
import type { Network } from "../network.ts";
import type { InvoiceFaultCode, ReportFault } from "./invoice-fault.ts";
import { readPrefix } from "./invoice-prefix.ts";
import { SIGNATURE_WORDS, signerOf } from "./signature.ts";
import { readFields } from "./tagged-fields.ts";

/** A BOLT 11 invoice. Octets are in hex. */
export interface Invoice {
  /** In lower case. */
  readonly text: string;
  /** Absent where the payer chooses. */
  readonly amountMsat?: bigint;
  /** When it was made, in Unix seconds. */
  readonly timestamp: number;
  /** When it can be paid no more, in Unix seconds. */
  readonly expiresAt: number;
  readonly paymentHash: string;
  readonly paymentSecret: string;
  readonly description?: string;
  /** The SHA-256 hash of a description that is found elsewhere. */
  readonly descriptionHash?: string;
  readonly metadata?: string;
  /** The public key of the node that signed, compressed. */
  readonly payee: string;
  /** The feature bits that are set, the lowest first. */
  readonly features: readonly number[];
  /** Blocks. */
  readonly minFinalCltvExpiryDelta: number;
}

interface InvoiceContext {
  readonly network: Network;
  /** Unix seconds; without it no invoice is held to have expired. */
  readonly now?: number | undefined;
}

/** A record carries no more. */
const MAX_CHARACTERS = 2048;
const TIMESTAMP_WORDS = 7;
/** BOLT 11: "Default is 3600 (1 hour) if not specified." */
const DEFAULT_EXPIRY = 3600;
/** BOLT 11: "Default is 18 if not specified." */
const DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA = 18;

const CODES = bech32Codes("invoice");

/** Reads an invoice of the given network by the rules that BOLT 11 has for readers. */
export function decodeInvoice(text: string, context: InvoiceContext): Decoded<Invoice, InvoiceFaultCode> {
  const faults = new FaultList<InvoiceFaultCode>();
  if (text.length > MAX_CHARACTERS) {
    const detail = `an invoice has ${MAX_CHARACTERS} characters at most: give one invoice alone`;
    faults.add("invoice-too-long", detail);
    return faults.refused();
  }
  const read = readBech32(text, CODES, faults);
  if (read === undefined) return faults.refused();
  const invoice = readInvoice(read, context, faults);
  return invoice === undefined ? faults.refused() : faults.decoded(invoice);
}

function readInvoice(
  read: Bech32Text,
  { network, now }: InvoiceContext,
  faults: FaultList<InvoiceFaultCode>,
): Invoice | undefined {
  const report: ReportFault = (code, detail, position) => faults.add(code, detail, position);
  const { text, hrp, words } = read;
  if (read.checksum !== "bech32") {
    report(
      "invoice-checksum",
      "the checksum is of bech32m, and BOLT 11 takes bech32: have the invoice made anew",
    );
    return undefined;
  }
  const amountMsat = readPrefix(hrp, network, report);
  if (words.length < TIMESTAMP_WORDS + SIGNATURE_WORDS) {
    report("invoice-too-short", "there is no room for time and signature: give the whole invoice");
    return undefined;
  }
  const data = words.slice(0, -SIGNATURE_WORDS);
  const timestamp = data.slice(0, TIMESTAMP_WORDS).reduce((sum, word) => sum * 32 + word, 0);
  const start = hrp.length + "1".length;
  const { values, letters } = readFields(data.slice(TIMESTAMP_WORDS), start + TIMESTAMP_WORDS, report);
  checkLetters(letters, report);
  const { paymentHash, paymentSecret, payee, expiry = DEFAULT_EXPIRY, ...rest } = values;
  const expiresAt = timestamp + expiry;
  if (now !== undefined && now >= expiresAt) {
    report("invoice-expired", `the invoice expired at ${expiresAt} Unix seconds: give a new one`);
  }
  if (paymentHash === undefined || paymentSecret === undefined) return undefined;
  // A signature costs a millisecond: it is looked at when nothing else is wrong.
  if (faults.length > 0) return undefined;
  const signature = words.slice(-SIGNATURE_WORDS);
  const key = payee === undefined ? undefined : hex.decode(payee);
  const signer = signerOf({ hrp, data, signature }, key);
  if (signer === undefined) {
    report(
      "invoice-signature",
      "the signature is not the payee's: have the invoice made anew",
      start + data.length,
    );
    return undefined;
  }
  return {
    text,
    ...(amountMsat === undefined ? {} : { amountMsat }),
    timestamp,
    expiresAt,
    paymentHash,
    paymentSecret,
    features: [],
    minFinalCltvExpiryDelta: DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA,
    ...rest,
    payee: hex.encode(signer),
  };
}

/** BOLT 11: "exactly one p field", "exactly one s field", "either exactly one d or exactly one h field". */
function checkLetters(letters: ReadonlySet<string>, report: ReportFault): void {
  const again = "have the invoice made anew";
  if (!letters.has("p")) report("invoice-payment-hash-missing", `there is no payment hash: ${again}`);
  if (!letters.has("s")) report("invoice-payment-secret-missing", `there is no payment secret: ${again}`);
  if (!letters.has("d") && !letters.has("h")) {
    report("invoice-description-missing", `there is neither a description nor a hash of one: ${again}`);
  }
  if (letters.has("d") && letters.has("h")) {
    report("invoice-description-ambiguous", `there are both a description and a hash of one: ${again}`);
  }
}
