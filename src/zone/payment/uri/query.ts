import type { UriFaultSink } from "./fault.ts";
import { GENERAL_KEYS, INSTRUCTION_KEYS, splitKey } from "./keys.ts";
import { NOT_IN_QUERY, NOT_IN_READ_VALUE, percentDecode, type UriText } from "./percent.ts";
import { reportSchemes } from "./scheme.ts";

export interface UriParameter {
  /** Percent-decoded, its ASCII letters in lower case, without the prefix `req-`. */
  readonly key: string;
  /** Whether the key had that prefix. */
  readonly required: boolean;
  /** Absent where there is no `=`. A known key has a value where the URI has no fault. */
  readonly value: UriText | undefined;
  /** Where the key, with its prefix, begins in the URI. */
  readonly position: number;
}

/** More than any record has use for; each may be at fault in several ways, and all are told. */
const MAX_PARAMETERS = 64;

/**
 * The parameters of the query that begins at `start`, in order. The grammar allows empty ones (`a=1&&b=2`): they are left
 * out.
 */
export function readQuery(uri: string, start: number, faults: UriFaultSink): readonly UriParameter[] {
  const parameters: UriParameter[] = [];
  let position = start;
  for (const parameter of uri.slice(start).split("&")) {
    if (parameters.length === MAX_PARAMETERS && parameter !== "") {
      const detail = `a URI here has at most ${MAX_PARAMETERS} parameters: leave the others out`;
      faults.add("uri-too-many-parameters", detail, position);
      return parameters;
    }
    if (parameter !== "") parameters.push(readParameter(uri, position, parameter, faults));
    position += parameter.length + 1;
  }
  return parameters;
}

function readParameter(uri: string, position: number, parameter: string, faults: UriFaultSink): UriParameter {
  const equals = parameter.indexOf("=");
  const end = position + parameter.length;
  const keyEnd = equals === -1 ? end : position + equals;
  const name = percentDecode(uri, position, keyEnd, NOT_IN_QUERY, faults);
  const { key, required } = splitKey(name.text);
  const isInstruction = INSTRUCTION_KEYS.has(key);
  const isKnown = isInstruction || GENERAL_KEYS.has(key);

  // What follows a second scheme would be lost in a key that nobody knows.
  reportSchemes(name, faults);
  if (key === "" && !required) {
    faults.add("uri-key-empty", `a parameter needs a key before its "="`, position);
  }
  // BIP-321: "If a client does not implement handling a query parameter which has a key prefixed with req-, it MUST consider
  // the entire URI invalid".
  if (required && !isKnown) {
    const detail = 'wallets refuse a URI whose "req-" parameter they do not know: leave it or its "req-" out';
    faults.add("uri-required-unknown", detail, position);
  }
  if (equals === -1) {
    if (isKnown) faults.add("uri-value-missing", `"${key}" needs a value: write ${key}=…`, end);
    return { key, required, value: undefined, position };
  }
  const value = percentDecode(uri, keyEnd + 1, end, NOT_IN_READ_VALUE, faults);
  if (isInstruction) reportSchemes(value, faults);
  return { key, required, value, position };
}
