/** Octets that stand for themselves. The dot does too, but for the first: no file is hidden, and none is "." or "..". */
const PLAIN = /[a-z0-9_-]/;

/** The name of a zone's file: the apex, whatever may be in it, with all unusual octets as `%` and two digits. */
export const fileNameOf = (apex: string): string =>
  Array.from(Buffer.from(apex), (octet, index) => {
    const character = String.fromCharCode(octet);
    if (PLAIN.test(character) || (character === "." && index > 0)) return character;
    return `%${octet.toString(16).padStart(2, "0")}`;
  }).join("");

/** The apex whose file has this name; undefined for a file of somebody else's. */
export function apexOf(fileName: string): string | undefined {
  try {
    const apex = decodeURIComponent(fileName);
    return fileNameOf(apex) === fileName ? apex : undefined;
  } catch {
    return undefined;
  }
}

/** No apex has a file whose name begins with it. */
export const DRAFT_PREFIX = "~";
