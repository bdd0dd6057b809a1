import type { DomainErrorCode } from "../zone/errors.ts";
import type { ProblemCode, RequestErrorCode } from "./client-types.ts";

interface Row {
  readonly status: number;
  readonly title: string;
  /** The status where the error points into the request's body, if it is another one. */
  readonly inBody?: number;
}

const DOMAIN_ROWS: Record<DomainErrorCode, Row> = {
  "payment-name-invalid": { status: 422, title: "Not a payment name" },
  "registration-invalid": { status: 422, title: "The registration is not valid" },
  "zone-invalid": { status: 422, title: "The zone's settings are not valid" },
  "zone-taken": { status: 409, title: "The zone exists already" },
  // A path that leads nowhere is not found; a body that names an unknown domain is a body with a mistake.
  "zone-unknown": { status: 404, inBody: 422, title: "No such zone" },
  "zone-doubted": { status: 503, title: "The zone is in doubt" },
  "takeover-mismatch": { status: 409, title: "Not what is in doubt" },
  "import-under-way": { status: 409, title: "The zone is being imported" },
  "import-mismatch": { status: 409, title: "The import is not where it was" },
  "name-taken": { status: 409, title: "The name is registered already" },
  "name-unknown": { status: 404, title: "No such name" },
  "name-held": { status: 409, title: "The name is held back for who had it" },
  "name-of-another": { status: 403, title: "The name is somebody else's" },
  "revision-mismatch": { status: 412, title: "Not the expected version" },
  "idempotency-key-reused": { status: 422, title: "The key was used for another request" },
  "token-taken": { status: 409, title: "The token exists already" },
  "token-unknown": { status: 404, title: "No such token" },
  "cursor-invalid": { status: 400, title: "The cursor is not valid" },
  "key-set-conflict": { status: 409, title: "The keys were changed by somebody else" },
  "key-set-sealed": { status: 503, title: "The keys cannot be opened" },
  "key-set-missing": { status: 503, title: "The zone has no keys yet" },
  "store-unavailable": { status: 503, title: "The store is not available" },
  "outcome-unknown": { status: 503, title: "The write may have been carried out" },
  "store-format": { status: 500, title: "The store cannot be read" },
  "store-not-durable": { status: 503, title: "What is written may be lost" },
  "snapshot-damaged": { status: 500, title: "The snapshot on disk is damaged" },
  "snapshot-format": { status: 500, title: "The snapshot on disk is of another version" },
  "answer-unavailable": { status: 503, title: "Not answered yet" },
  "instances-behind": { status: 503, title: "Not answered by every instance yet" },
};

const REQUEST_ROWS: Record<RequestErrorCode, Row> = {
  "request-invalid": { status: 422, title: "The request is not valid" },
  unauthorized: { status: 401, title: "A valid token is required" },
  forbidden: { status: 403, title: "The token does not have the right" },
  "route-unknown": { status: 404, title: "No such resource" },
  "method-not-allowed": { status: 405, title: "The method is not allowed here" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "uri-too-long": { status: 414, title: "The path is too long" },
  "media-type-unsupported": { status: 415, title: "The media type is not supported" },
  internal: { status: 500, title: "Internal error" },
};

/** Every problem this API can answer with. A new code does not compile without its row. */
export const PROBLEM_TABLE: Readonly<Record<ProblemCode, Row>> = Object.freeze({
  ...DOMAIN_ROWS,
  ...REQUEST_ROWS,
});
