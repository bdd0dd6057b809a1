import { LAST_INSTANT } from "../time-text.ts";
import { endOf, type Instruction } from "./instruction.ts";
import { formatUri } from "./uri/format.ts";

/** Where in the caller's input something stands: a JSON pointer (RFC 6901), and characters from the start of that value. */
export interface Place {
  readonly pointer: string;
  readonly position?: number;
}

/** One parameter of a payment URI, or its body, as it is published. */
export interface Part {
  /** In lower case, without `req-`; empty for the URI's body. */
  readonly key: string;
  readonly required: boolean;
  /** Undefined where the key stands without "=". */
  readonly value: string | undefined;
  /** The value as it stands in the URI, where it is not to be encoded anew. */
  readonly encoded?: string;
  /** What the value says, if it says what is to be paid to. */
  readonly instruction?: Instruction;
  /** Whether the value is at fault: then only its key says something. */
  readonly isFaulty?: true;
  readonly place: Place;
}

/** What a payment URI holds, in its order; the body first. */
export type Contents = readonly Part[];

/** The URI in the form in which it is published. */
export function uriOf(contents: Contents): string {
  const body = contents.find(({ key }) => key === "")?.value ?? "";
  return formatUri({ body, parameters: contents.filter(({ key }) => key !== "") });
}

/**
 * When the first of the instructions ends, in Unix seconds, or null: what is left then may not be what a payer chooses. What
 * ends after the last instant that can be written does not end.
 */
export function endOfContents(contents: Contents): number | null {
  const ends = contents.flatMap(({ instruction }) =>
    instruction === undefined ? [] : (endOf(instruction) ?? []),
  );
  const first = Math.min(...ends);
  return first <= LAST_INSTANT ? first : null;
}
