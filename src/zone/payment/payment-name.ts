import { WireError } from "../errors.ts";
import { lowerCase } from "../lower-case.ts";
import { MAX_LABEL_OCTETS, type Name, nameOf } from "../name.ts";
import { parseName } from "../name-text.ts";
import { quoted } from "../quoted.ts";
import { userBase } from "../user-base.ts";
import { type Decoded, FaultList, type TextFault } from "./fault.ts";

/** `user@domain` in lower case, without the `₿` that people may write before it (BIP-353). */
export interface PaymentName {
  readonly user: string;
  readonly domain: string;
}

export type NameFaultCode =
  | "name-form"
  | "name-domain"
  | "name-character"
  | "name-label-empty"
  | "name-label-too-long"
  | "name-too-long";

/** BIP-353: `user.user._bitcoin-payment.domain.` and its length octets fit in 255: user and domain share 230 characters. */
const MAX_USER_AND_DOMAIN = 230;

/** What is not of the octets that every payer accepts (BOLT 12, invreq_bip_353_name), upper case aside. */
const FOREIGN = /[^a-z0-9._-]/u;
const SIGN = /^(₿|%e2%82%bf)/;

const withoutFinalDot = (domain: string): string => domain.replace(/\.$/, "");

/** Reads `user@domain`; a leading `₿` (or its percent-encoded form) is stripped. */
export function readPaymentName(text: string): Decoded<PaymentName, NameFaultCode> {
  const faults = new FaultList<NameFaultCode>();
  const folded = lowerCase(text);
  const name = folded.replace(SIGN, "");
  const stripped = folded.length - name.length;
  const at = name.indexOf("@");
  const user = at < 0 ? name : name.slice(0, at);
  const domain = at < 0 ? "" : withoutFinalDot(name.slice(at + 1));
  const second = name.indexOf("@", at + 1);
  if (at <= 0 || domain === "") faults.add("name-form", "a payment name is written as user@domain");
  else if (second >= 0) {
    faults.add("name-form", 'a payment name has one "@", between user and domain', stripped + second);
  }
  if (user !== "") {
    for (const { code, detail, position = 0 } of userFaults(user)) {
      faults.add(code, detail, stripped + position);
    }
  }
  if (domain !== "" && second < 0 && !isDomainName(domain)) {
    const detail = `${quoted(domain)} is no domain name: write letters outside ASCII as punycode`;
    faults.add("name-domain", detail, stripped + at + 1);
  }
  if (user.length + domain.length > MAX_USER_AND_DOMAIN) {
    const both = `user and domain have ${user.length + domain.length} characters together`;
    faults.add("name-too-long", `${both}; ${MAX_USER_AND_DOMAIN} fit in a DNS name`);
  }
  return faults.decoded({ user, domain });
}

/** Length aside: what is too long is told as that. */
function isDomainName(text: string): boolean {
  try {
    // The root is a name, and has no users.
    return parseName(text).length > 1;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return error.code === "name-too-long";
  }
}

/** The domain of `user@domain` as it is read, whatever is wrong with the user; undefined where the text is not so written. */
export function domainOf(text: string): string | undefined {
  const [user, given = "", more] = lowerCase(text).split("@", 3);
  const domain = withoutFinalDot(given);
  return user === "" || domain === "" || more !== undefined ? undefined : domain;
}

/** What is wrong with a user part: BIP-353's alphabet, labels of 1 to 63 characters between the dots. */
export function userFaults(user: string): readonly TextFault<NameFaultCode>[] {
  const faults = new FaultList<NameFaultCode>();
  const foreign = FOREIGN.exec(user);
  if (foreign !== null) {
    const allowed = 'use a–z, 0–9, ".", "_" and "-" only, and write other letters as punycode';
    faults.add("name-character", `${quoted(foreign[0])} has no place in a user: ${allowed}`, foreign.index);
  }
  const labels = user.split(".");
  const startOf = (index: number): number =>
    labels.slice(0, index).reduce((from, label) => from + label.length + 1, 0);
  const empty = labels.indexOf("");
  if (empty >= 0) {
    faults.add("name-label-empty", "a user has no dot at its ends, and no two in a row", startOf(empty));
  }
  const long = labels.findIndex((label) => label.length > MAX_LABEL_OCTETS);
  if (long >= 0) {
    const most = `between dots there is room for ${MAX_LABEL_OCTETS} characters`;
    faults.add("name-label-too-long", `a part of the user is too long: ${most}`, startOf(long));
  }
  return faults.found;
}

/** The owner name of a user's TXT RRset. A dotted user makes a label of each part (BIP-353). */
export const ownerOf = ({ user, domain }: PaymentName): Name => ownerBelow(user, userBase(domain));

/** The same where the domain's {@link userBase} is at hand. */
export const ownerBelow = (user: string, base: Name): Name =>
  nameOf(
    user.split(".").map((label) => Buffer.from(label, "latin1")),
    base,
  );

/** The user whose owner name this is; it lies below `base`. */
export function userOf(owner: Name, base: Name): string {
  const relative = Buffer.from(owner.buffer, owner.byteOffset, owner.length - base.length);
  const labels: string[] = [];
  for (let at = 0; at < relative.length; at += relative[at]! + 1)
    labels.push(relative.toString("latin1", at + 1, at + 1 + relative[at]!));
  return labels.join(".");
}
