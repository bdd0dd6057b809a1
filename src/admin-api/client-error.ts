import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { FastifyServerOptions } from "fastify";
import { PROBLEM_MEDIA_TYPE, problemOf } from "./problem.ts";
import { RequestError } from "./request-error.ts";

const REFUSALS: ReadonlyMap<string, readonly [status: number, detail: string]> = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", [408, "the request did not arrive in time"]],
  ["HPE_HEADER_OVERFLOW", [431, "the header is too large"]],
]);

/** Answers octets that never became a request: there is no fastify request or reply to answer with. */
export const answerClientError: NonNullable<FastifyServerOptions["clientErrorHandler"]> = (error, socket) => {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const [status, detail] = REFUSALS.get(error.code) ?? [400, "this is not HTTP/1.1"];
  const requestId = randomUUID();
  const body = JSON.stringify(problemOf(new RequestError("request-invalid", detail, { status }), requestId));
  if (socket.writable) {
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        "Cache-Control: no-store",
        "Connection: close",
        "",
        body,
      ].join("\r\n"),
    );
  }
  socket.destroy(error);
};
