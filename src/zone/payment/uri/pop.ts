import type { UriFaultSink } from "./fault.ts";
import type { UriText } from "./percent.ts";

/**
 * BIP-321: a wallet MUST NOT open "http", "https", "file", "javascript", "mailto" (the first line) "or any other scheme which
 * will open in a web browser": the others are those that browsers or the BIP's reference implementation are known to take.
 */
const FORBIDDEN_SCHEMES: ReadonlySet<string> = new Set([
  ...["http", "https", "file", "javascript", "mailto"],
  ...["about", "blob", "data", "filesystem", "ftp", "ftps", "intent", "vbscript", "view-source", "ws", "wss"],
  ...["ssh", "tel"],
]);

/** RFC 3986 §3.1: `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`. */
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;

/** Judges the URI that a wallet would open with a proof of payment. */
export function checkPop({ text, at }: UriText, faults: UriFaultSink): void {
  const scheme = SCHEME.exec(text)?.[1];
  if (scheme === undefined) {
    const detail = `"pop" takes the beginning of a URI: write the scheme of an app and a colon first, such as app%3A`;
    faults.add("uri-pop-not-a-uri", detail, at(0));
  } else if (FORBIDDEN_SCHEMES.has(scheme.toLowerCase())) {
    const detail = `wallets must not open "${scheme.toLowerCase()}:" with a proof of payment: give the scheme of an app or leave "pop" out`;
    faults.add("uri-pop-scheme", detail, at(0));
  }
}
