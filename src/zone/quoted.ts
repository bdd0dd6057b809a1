const MAX_CHARACTERS = 60;

/** What cannot be seen, or makes what is around it look otherwise: controls, formats, separators, half surrogate pairs. */
const UNSEEN = /[\p{C}\p{Z}]/gu;

/** A caller's text in quotes, as it may stand in a sentence for people: in one line, not too long, nothing in it unseen. */
export function quoted(text: string): string {
  const shown = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
  return `"${shown.replace(UNSEEN, (character) => (character === " " ? character : escaped(character)))}"`;
}

const escaped = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;
