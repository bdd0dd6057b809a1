import { InvalidArgumentError } from "commander";

/** A whole number from a command line. Throws commander's InvalidArgumentError. */
export function integer(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("a whole number is wanted");
  return Number(text);
}

/** A whole number of things, one or more. */
export function count(text: string): number {
  const number = integer(text);
  if (number === 0) throw new InvalidArgumentError("one or more is wanted");
  return number;
}

/** A port number; 0 lets the system choose. */
export function portNumber(text: string): number {
  const port = integer(text);
  if (port > 65_535) throw new InvalidArgumentError("ports end at 65535");
  return port;
}

/** Unix seconds as a number; any other text as it is, for the server to read. */
export const instant = (text: string): string | number => (/^\d{1,15}$/.test(text) ? Number(text) : text);
