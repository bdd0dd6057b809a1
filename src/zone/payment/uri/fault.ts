import type { FaultList } from "../fault.ts";
import type { AmountFaultCode } from "./amount.ts";

/** The rules of a payment URI as a text (BIP-321), one code each. What an instruction's value means has codes of its own. */
export type UriFaultCode =
  | "uri-scheme"
  | "uri-scheme-repeated"
  | "uri-authority"
  | "uri-too-long"
  | "uri-too-many-parameters"
  | "uri-character"
  | "uri-escape"
  | "uri-utf8"
  | "uri-key-empty"
  | "uri-value-missing"
  | "uri-parameter-repeated"
  | "uri-required-unknown"
  | "uri-pop-not-a-uri"
  | "uri-pop-scheme"
  | "uri-nothing-to-pay"
  | AmountFaultCode;

/** Where faults of a URI go. A list that takes more codes than these will do. */
export type UriFaultSink = Pick<FaultList<UriFaultCode>, "add">;
