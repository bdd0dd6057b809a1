import type { UriFaultSink } from "./fault.ts";

/** A part of a URI, percent-decoded. */
export interface UriText {
  readonly text: string;
  /** As it stands in the URI. */
  readonly raw: string;
  /** Where the text's character `index` stands in the URI as given; `text.length` gives the part's end. */
  readonly at: (index: number) => number;
}

/**
 * What does not stand for itself in a path or in a query. RFC 3986: `pchar = unreserved / pct-encoded / sub-delims / ":" / "@"`;
 * a path may also hold "/", a query "/" and "?".
 */
export const NOT_IN_PATH = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]+/g;
/** BIP-321: "excluding the "=" and "&" characters, which this BIP takes as separators". */
export const NOT_IN_QUERY = /[^A-Za-z0-9\-._~!$'()*+,;:@/?]+/g;
/** What is not written as it is: some reader takes a "+" for a space. */
export const NOT_WRITTEN = /[^A-Za-z0-9\-._~!$'()*,;:@/?]+/g;
/** The BIP's valid example `pop=callbackuri%3abody%3fpop=` has a bare "=" in its value: a reader lets it stand. */
export const NOT_IN_READ_VALUE = /[^A-Za-z0-9\-._~!$'()*+,;:@/?=]+/g;

/** Text as UTF-8 with every octet percent-encoded that belongs to what `foreign` matches. A lone surrogate becomes U+FFFD. */
export const percentEncode = (text: string, foreign: RegExp): string =>
  text.replace(foreign, (run) =>
    Buffer.from(run)
      .toString("hex")
      .toUpperCase()
      .replace(/../g, (octet) => `%${octet}`),
  );

const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * The same part of a URI in its normal form: RFC 3986 §6.2.2 has escapes in upper case, and takes away those of unreserved
 * characters only, for §2.2 gives every other one a meaning of its own.
 */
export const normalEscapes = (raw: string): string =>
  raw.replace(/%([0-9A-Fa-f]{2})/g, (triplet, digits: string) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return UNRESERVED.test(character) ? character : triplet.toUpperCase();
  });

/**
 * The part of `uri` from `start` to `end` (exclusive), decoded. Characters that `foreign` matches, broken escapes and escapes
 * that are not UTF-8 are faults, one for each run; they stand in the text too (the last as U+FFFD), so that reading can go on.
 */
export function percentDecode(
  uri: string,
  start: number,
  end: number,
  foreign: RegExp,
  faults: UriFaultSink,
): UriText {
  const raw = uri.slice(start, end);
  let text = "";
  const positions: number[] = [];
  const append = (piece: string, position: number, step: 0 | 1): void => {
    text += piece;
    for (let unit = 0; unit < piece.length; unit++) positions.push(position + unit * step);
  };
  for (const { 0: piece, index } of raw.matchAll(/(?:%[0-9A-Fa-f]{2})+|%|[^%]+/g)) {
    const position = start + index;
    if (piece === "%") {
      faults.add(
        "uri-escape",
        `"%" begins an escape of two hex digits: write a percent sign as %25`,
        position,
      );
      append(piece, position, 1);
    } else if (piece.startsWith("%")) {
      for (const { character, octet } of utf8Characters(piece, position, faults)) {
        append(character, position + octet * ESCAPE_LENGTH, 0);
      }
    } else {
      for (const { 0: run, index } of piece.matchAll(foreign)) reportForeign(run, position + index, faults);
      append(piece, position, 1);
    }
  }
  positions.push(end);
  return { text, raw, at: (index) => positions[Math.min(Math.max(index, 0), positions.length - 1)] ?? end };
}

const ESCAPE_LENGTH = "%00".length;

/** The characters that a run of escapes stands for, each with the number of octets before it. Ends at the first that is none. */
function* utf8Characters(
  escapes: string,
  position: number,
  faults: UriFaultSink,
): Generator<{ readonly character: string; readonly octet: number }> {
  const octets = Buffer.from(escapes.replaceAll("%", ""), "hex");
  let octet = 0;
  for (const character of octets.toString("utf8")) {
    yield { character, octet };
    const written = Buffer.from(character);
    if (!written.equals(octets.subarray(octet, octet + written.length))) {
      const detail =
        "the escapes from here on are not UTF-8: encode the character as UTF-8, then each octet as %HH";
      faults.add("uri-utf8", detail, position + octet * ESCAPE_LENGTH);
      return;
    }
    octet += written.length;
  }
}

function reportForeign(run: string, position: number, faults: UriFaultSink): void {
  const [character = ""] = run;
  const codePoint = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
  const detail = character.isWellFormed()
    ? `${codePoint} may not stand in a URI: write it as ${percentEncode(character, NOT_IN_QUERY)}`
    : `${codePoint} is half a surrogate pair and no character: remove it`;
  faults.add("uri-character", detail, position);
}
