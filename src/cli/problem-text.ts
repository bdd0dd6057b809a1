import type { WarningView } from "../admin-api/client-types.ts";
import type { Fault } from "../zone/errors.ts";
import { plain } from "./output.ts";

/** What is around the place of a fault in the text, at most. */
const EXCERPT = 12;

/** What is wrong with the text `given`, and where in it. */
export function problemText(
  { code, detail, position }: Pick<Fault, "detail"> & Partial<Fault>,
  given: string,
): string {
  const what = code === undefined ? detail : `${code}: ${detail}`;
  if (position === undefined) return plain(what);
  const excerpt = given.slice(position, position + EXCERPT);
  const place = excerpt === "" ? "at the end" : `at character ${position + 1}, "${excerpt}"`;
  return plain(`${what} (${place})`);
}

/** What is worth saying of a record that is good, and who would refuse it. */
export const warningText = ({ code, detail, readers }: WarningView): string =>
  plain(`${code}: ${detail}${readers.length === 0 ? "" : ` (${readers.join(", ")})`}`);
