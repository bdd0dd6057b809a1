import { TYPE } from "../../support/reference-zone.ts";

/** A query with DO whose ID is still to be written into its first two octets. */
export interface Question {
  readonly name: string;
  readonly octets: Buffer;
  /** Where the question section ends. */
  readonly end: number;
}

/** `name` is without its last dot. */
export function questionFor(name: string, type: number = TYPE.TXT): Question {
  const labels = name.split(".").flatMap((label) => [Buffer.of(label.length), Buffer.from(label)]);
  const header = Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  const asked = Buffer.concat([header, ...labels, Buffer.from([0, type >> 8, type & 0xff, 0, 1])]);
  const opt = Buffer.from([0, 0, 41, 1232 >> 8, 1232 & 0xff, 0, 0, 0x80, 0, 0, 0]);
  return { name, octets: Buffer.concat([asked, opt]), end: asked.length };
}

const HEADER_OCTETS = 12;

/** Whether a message repeats the question. */
export const isAbout = (message: Buffer, { octets, end }: Question): boolean =>
  message.length >= end && octets.compare(message, HEADER_OCTETS, end, HEADER_OCTETS, end) === 0;

export const ownerOf = (user: string, apex: string): string => `${user}.user.${apex}`;
