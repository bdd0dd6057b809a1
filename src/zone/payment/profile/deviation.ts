import type { Place } from "../contents.ts";
import type { Reader } from "./readers.ts";

/** The rules of the profile `universal`, beyond those of the BIPs: one code each. */
export type DeviationCode =
  | "profile-amount"
  | "profile-amounts-differ"
  | "profile-amount-in-part"
  | "profile-character"
  | "profile-currency"
  | "profile-duplicate-parameter"
  | "profile-empty-value"
  | "profile-future-version"
  | "profile-invoice"
  | "profile-label"
  | "profile-no-offer"
  | "profile-nothing-readable"
  | "profile-pop"
  | "profile-quantity"
  | "profile-required-parameter"
  | "profile-segwit-parameter"
  | "profile-silent-payment"
  | "profile-silent-payment-alone"
  | "profile-unchecked-instruction"
  | "profile-unknown-parameter"
  | "profile-value-missing";

/** What there is to say of a record, and who would refuse or misread it. */
export interface Remark {
  readonly detail: string;
  readonly readers: readonly Reader[];
}

/** Where a record that the BIPs allow is more than every wallet accepts. */
export interface Deviation extends Remark {
  readonly code: DeviationCode;
  readonly place: Place;
  /** Whether `universal` lets it pass with a warning: no record pleases all readers, and some know one method only. */
  readonly isAllowed: boolean;
  /** Whether it is about all parts together: where one could not be read, there may be nothing to it. */
  readonly isOfWhole: boolean;
}
