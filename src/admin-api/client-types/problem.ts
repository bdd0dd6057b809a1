import type { DomainErrorCode } from "../../zone/errors.ts";
import type { InstanceConfirmation } from "./instances.ts";

/** What is wrong with a request before any rule of the DNS is asked. */
export type RequestErrorCode =
  | "request-invalid"
  | "unauthorized"
  | "forbidden"
  | "route-unknown"
  | "method-not-allowed"
  | "body-too-large"
  | "uri-too-long"
  | "media-type-unsupported"
  | "internal";

export type ProblemCode = DomainErrorCode | RequestErrorCode;

/** One thing that is wrong in a request. */
export interface ProblemDetail {
  /** RFC 6901 JSON pointer into the body, or into the query as an object. */
  pointer: string;
  code?: string;
  /** Characters from the start of the value to the place that is at fault, where there is one. */
  position?: number;
  detail: string;
}

/** RFC 9457 problem details: the body of every answer of 400 and above, `/readyz` aside. */
export interface Problem {
  type: `urn:paynamed:problem:${ProblemCode}`;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  requestId: string;
  /** RFC 6901 JSON pointer to the part of the body that a rule refused. */
  pointer?: string;
  /** What is wrong with the request's shape (`request-invalid`; the first 64) or with what it wants (`registration-invalid`). */
  errors?: ProblemDetail[];
  /** Of `instances-behind`: which of the live instances answer by the write. */
  instances?: InstanceConfirmation[];
}
