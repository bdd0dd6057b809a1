import { WireError } from "./errors.ts";
import { labelsOf, MAX_LABEL_OCTETS, type Name, nameOf, ROOT } from "./name.ts";

const BACKSLASH = 0x5c;
const DOT = 0x2e;
/** RFC 1035 §5.1 gives these a meaning of their own in master files: `"` `$` `(` `)` `.` `;` `@` `\`. */
const SPECIAL = new Set([0x22, 0x24, 0x28, 0x29, DOT, 0x3b, 0x40, BACKSLASH]);

/**
 * A domain name from its text form (RFC 1035 §5.1): labels parted by dots, `\DDD` for any octet, `\X` for the character X.
 * Every name is absolute; the last dot may be left out. Throws {@link WireError} with the offset of the character.
 */
export function parseName(text: string): Name {
  if (text === ".") return ROOT;
  const labels: Uint8Array[] = [];
  let label: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const start = at;
    let octet = text.charCodeAt(at);
    let isDecimal = false;
    if (octet === DOT) {
      if (label.length === 0) throw new WireError("label-empty", at);
      labels.push(Uint8Array.from(label));
      label = [];
      continue;
    }
    if (octet === BACKSLASH) {
      const digits = /^[0-9]{3}/.exec(text.slice(at + 1));
      isDecimal = digits !== null;
      octet = digits === null ? text.charCodeAt(at + 1) : Number(digits[0]);
      if (isDecimal ? octet > 0xff : /^[0-9]?$/.test(text.charAt(at + 1))) {
        throw new WireError("name-escape", start);
      }
      at += isDecimal ? 3 : 1;
    }
    // Outside ASCII a character is no one octet: only `\DDD` can name such an octet.
    if (octet > 0x7f && !isDecimal) throw new WireError("name-octet", start);
    label.push(octet);
    if (label.length > MAX_LABEL_OCTETS) throw new WireError("label-too-long", start);
  }
  if (label.length > 0) labels.push(Uint8Array.from(label));
  if (labels.length === 0) throw new WireError("label-empty", 0);
  return nameOf(labels);
}

/** The text form of a name, lossless for every octet, with the last dot. */
export function formatName(name: Name): string {
  if (name[0] === 0) return ".";
  let text = "";
  for (const label of labelsOf(name)) {
    for (const octet of label) {
      if (octet <= 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, "0")}`;
      else text += (SPECIAL.has(octet) ? "\\" : "") + String.fromCharCode(octet);
    }
    text += ".";
  }
  return text;
}
