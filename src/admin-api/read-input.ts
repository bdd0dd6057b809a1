import type { z } from "zod";
import type { ProblemDetail } from "./client-types.ts";
import { RequestError } from "./request-error.ts";

/** RFC 6901 §3: `~` and `/` are written `~0` and `~1`. */
const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** More than anybody mends at once; a body has room for thousands. */
const MAX_DETAILS = 64;

/**
 * `input` as the schema describes it. Throws {@link RequestError} `request-invalid` with everything that is wrong, or with the
 * first {@link MAX_DETAILS} things and the count of the others.
 */
export function readInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { issues } = result.error;
  const errors: ProblemDetail[] = [];
  for (const issue of issues) {
    errors.push(...detailsOf(issue, MAX_DETAILS - errors.length));
    if (errors.length === MAX_DETAILS) break;
  }
  const wrong = issues.reduce((sum, issue) => sum + weightOf(issue), 0);
  throw new RequestError("request-invalid", summary(wrong, errors.length), { errors });
}

function summary(wrong: number, told: number): string {
  const what = wrong === 1 ? "one thing is wrong" : `${wrong} things are wrong`;
  const more = wrong > told ? ` for the first ${told}; ${wrong - told} left out` : "";
  return `${what} with the request: see errors${more}`;
}

/** How many details an issue has. */
const weightOf = (issue: z.core.$ZodIssue): number =>
  issue.code === "unrecognized_keys" ? issue.keys.length : 1;

function detailsOf(issue: z.core.$ZodIssue, limit: number): ProblemDetail[] {
  if (issue.code !== "unrecognized_keys") {
    const code = issue.code === "invalid_type" ? "type-wrong" : "value-wrong";
    return [{ pointer: pointerOf(issue.path), code, detail: issue.message }];
  }
  // One issue for all of them; the pointer of each is of more use than that of the object around them.
  return issue.keys.slice(0, limit).map((key) => ({
    pointer: pointerOf([...issue.path, key]),
    code: "property-unknown",
    detail: "there is no such property",
  }));
}
