import type { FastifyInstance } from "fastify";
import { RequestError } from "./request-error.ts";

/** Answers every method but those `allowed` with 405 and, as RFC 9110 §15.5.6 demands, an Allow header. */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const refuse = async (): Promise<never> => {
    throw new RequestError("method-not-allowed", `this resource takes ${allowed.join(", ")}`);
  };
  app.route({
    url,
    method: app.supportedMethods.filter((method) => !allowed.includes(method)),
    // Before the body is read, so that its media type or size does not give another answer.
    onRequest: async (_request, reply) => {
      reply.header("allow", allowed.join(", "));
      return refuse();
    },
    handler: refuse,
  });
}
