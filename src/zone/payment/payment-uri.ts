import { DomainError } from "../errors.ts";

/** URIs above about 1000 octets need TCP; this cap keeps every answer within one TXT RRset of sane size. */
const MAX_URI_OCTETS = 2048;

/** What a registration brings: a finished URI, or instructions to compose one from. */
export interface PaymentInput {
  readonly uri?: string | undefined;
  readonly offer?: string | undefined;
  readonly address?: string | undefined;
  readonly silentPayment?: string | undefined;
}

const SCHEME = /^bitcoin:/i;
const PRINTABLE = /^[\x21-\x7e]+$/;
const WORD = /^[A-Za-z0-9]+$/;

const refuse = (pointer: string, message: string): DomainError =>
  new DomainError("payment-uri-invalid", message, { pointer });

/** The URI to publish: the one given, or composed from offer, address and silent-payment address. Throws {@link DomainError}. */
export function paymentUri(input: PaymentInput): string {
  const parts = [input.offer, input.address, input.silentPayment].filter((part) => part !== undefined);
  if ((input.uri !== undefined) === parts.length > 0) {
    throw new DomainError(
      "instructions-ambiguous",
      "give either `uri`, or one or more of `offer`, `address` and `silentPayment`",
      { pointer: "" },
    );
  }
  return checkUri(input.uri ?? compose(input));
}

function compose({ offer, address, silentPayment }: PaymentInput): string {
  const word = (value: string, pointer: string): string => {
    if (!WORD.test(value)) throw refuse(pointer, "letters and digits only");
    return value;
  };
  const query: string[] = [];
  if (offer !== undefined) query.push(`lno=${word(offer, "/offer")}`);
  if (silentPayment !== undefined) query.push(`sp=${word(silentPayment, "/silentPayment")}`);
  const body = address === undefined ? "" : word(address, "/address");
  return `bitcoin:${body}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

function checkUri(uri: string): string {
  if (!SCHEME.test(uri)) throw refuse("/uri", "a payment URI begins with `bitcoin:` (BIP-321)");
  if (uri.length > MAX_URI_OCTETS) {
    throw new DomainError("payment-uri-too-long", `${uri.length} octets; ${MAX_URI_OCTETS} at most`, {
      pointer: "/uri",
    });
  }
  if (!PRINTABLE.test(uri))
    throw refuse("/uri", "printable ASCII without spaces only; percent-encode the rest");
  if (SCHEME.test(uri.slice(8))) throw refuse("/uri", "one `bitcoin:` only: a name has exactly one record");
  if (/^bitcoin:\??$/i.test(uri)) throw refuse("/uri", "there is nothing to pay to");
  return uri;
}
