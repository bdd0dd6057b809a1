import type { FastifyReply, FastifyRequest } from "fastify";
import { DomainError } from "../zone/errors.ts";
import type { Problem, ProblemCode, RequestErrorCode } from "./client-types.ts";
import { InstancesBehind } from "./instances-behind.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";
import { RequestError } from "./request-error.ts";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** What to answer for an error. Whatever is not a refusal of ours tells the caller nothing but the request's id. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof DomainError) {
    const { status, inBody } = PROBLEM_TABLE[error.code];
    return {
      ...problem(
        error.code,
        error.pointer === undefined ? status : (inBody ?? status),
        error.message,
        requestId,
      ),
      ...(error.pointer === undefined ? {} : { pointer: error.pointer }),
      ...(error.faults === undefined ? {} : { errors: [...error.faults] }),
      ...(error instanceof InstancesBehind ? { instances: [...error.instances] } : {}),
    };
  }
  const refusal = error instanceof RequestError ? error : frameworkRefusal(error);
  if (refusal === undefined) {
    return problem(
      "internal",
      500,
      "something went wrong here; the log has it under the request id",
      requestId,
    );
  }
  const { code, message, status = PROBLEM_TABLE[code].status, errors } = refusal;
  return {
    ...problem(code, status, message, requestId),
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}

const problem = (code: ProblemCode, status: number, detail: string, requestId: string): Problem => ({
  type: `urn:paynamed:problem:${code}`,
  title: PROBLEM_TABLE[code].title,
  status,
  detail,
  code,
  requestId,
});

const FRAMEWORK_CODES: ReadonlyMap<number, RequestErrorCode> = new Map([
  [404, "route-unknown"],
  [413, "body-too-large"],
  [414, "uri-too-long"],
  [415, "media-type-unsupported"],
]);

const DETAILS: ReadonlyMap<number, string> = new Map([
  [415, "send the body as JSON, with the header `Content-Type: application/json`"],
]);

/** fastify refuses unreadable requests with errors of its own, which have a status and, if they are its own, a fit message. */
function frameworkRefusal(error: unknown): RequestError | undefined {
  if (!(error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"))
    return undefined;
  const { statusCode: status } = error;
  if (status < 400 || status > 499) return undefined;
  const own = "code" in error && String(error.code).startsWith("FST_");
  const detail = own ? (DETAILS.get(status) ?? error.message) : "the request could not be read to its end";
  return new RequestError(FRAMEWORK_CODES.get(status) ?? "request-invalid", detail, { status });
}

/** fastify's error handler: the only way an error leaves this API. What is our fault is logged, once. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = problemOf(error, request.id);
  if (body.status >= 500) request.log.error({ err: error, code: body.code }, "request failed");
  return reply.code(body.status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(body));
}
