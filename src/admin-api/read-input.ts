import type { z } from "zod";
import type { ProblemDetail } from "./client-types.ts";
import { RequestError } from "./request-error.ts";

/** RFC 6901 §3: `~` and `/` are written `~0` and `~1`. */
const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** `input` as the schema describes it. Throws {@link RequestError} `request-invalid` with everything that is wrong. */
export function readInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(detailsOf);
  const what = errors.length === 1 ? "one thing is wrong" : `${errors.length} things are wrong`;
  throw new RequestError("request-invalid", `${what} with the request: see errors`, { errors });
}

function detailsOf(issue: z.core.$ZodIssue): ProblemDetail[] {
  if (issue.code !== "unrecognized_keys") {
    return [{ pointer: pointerOf(issue.path), code: issue.code, detail: issue.message }];
  }
  // One issue for all of them; the pointer of each is of more use than that of the object around them.
  return issue.keys.map((key) => ({
    pointer: pointerOf([...issue.path, key]),
    code: issue.code,
    detail: "there is no such property",
  }));
}
