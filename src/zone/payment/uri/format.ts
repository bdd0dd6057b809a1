import { joinKey } from "./keys.ts";
import { NOT_IN_PATH, NOT_IN_QUERY, NOT_WRITTEN, percentEncode } from "./percent.ts";
import { SCHEME } from "./scheme.ts";

/** A payment URI's parts, nothing in them percent-encoded but what says so. */
export interface UriParts {
  /** An address, or empty. */
  readonly body: string;
  readonly parameters: readonly {
    /** Without the prefix `req-`. Not empty. */
    readonly key: string;
    readonly required?: boolean;
    /** Absent: the key stands without `=`. */
    readonly value: string | undefined;
    /** The value as it is to stand in the URI, where that is known. */
    readonly encoded?: string | undefined;
  }[];
}

/**
 * The canonical text: scheme and keys in lower case, parameters in the order given, percent escapes (upper-case hex) only for
 * what may not stand for itself. Values keep their case. Reading it gives the parts back where they are well-formed Unicode.
 */
export function formatUri({ body, parameters }: UriParts): string {
  const query = parameters.map(({ key, required = false, value, encoded }) => {
    const written = percentEncode(joinKey(key, required), NOT_IN_QUERY);
    return value === undefined ? written : `${written}=${encoded ?? percentEncode(value, NOT_WRITTEN)}`;
  });
  return `${SCHEME}${percentEncode(body, NOT_IN_PATH)}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}
