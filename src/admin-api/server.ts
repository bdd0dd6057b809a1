import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from "fastify";
import { requireToken } from "./bearer.ts";
import { answerClientError } from "./client-error.ts";
import type {
  AdminToken,
  AnswerSide,
  AnswerSizeOf,
  Instances,
  Now,
  StoreReport,
  TakeoverStore,
  ZoneKeys,
  ZoneStore,
} from "./ports.ts";
import { sendProblem } from "./problem.ts";
import { RequestError } from "./request-error.ts";
import { healthRoutes } from "./routes/health.ts";
import { instanceRoutes } from "./routes/instances.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { nameWriteRoutes } from "./routes/name-writes.ts";
import { nameRoutes } from "./routes/names.ts";
import { storeRoutes } from "./routes/store.ts";
import { takeoverRoutes } from "./routes/takeover.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { validateRoutes } from "./routes/validate.ts";
import { zoneRoutes } from "./routes/zones.ts";

export interface AdminApiOptions {
  readonly store: ZoneStore;
  readonly report: StoreReport;
  readonly keys: ZoneKeys;
  readonly answers: AnswerSide;
  readonly instances: Instances;
  readonly answerSize: AnswerSizeOf;
  /** Where an operator's word reaches the other instances; undefined where there are none. */
  readonly takeovers?: TakeoverStore | undefined;
  readonly token: AdminToken;
  readonly now: Now;
  readonly logger: FastifyBaseLogger;
  /** Octets of a request's body at most; 64 KiB if it is left out. */
  readonly bodyLimit?: number;
}

const BODY_LIMIT = 65_536;
/** Milliseconds for a whole request to arrive: a slow sender must not hold a connection for ever. */
const REQUEST_TIMEOUT = 30_000;
/** Milliseconds that requests under way have to end once the server stops. */
const DRAIN_TIME = 5_000;
const MAX_CONNECTIONS = 256;
/** The longest payment name has 231 characters, each three octets when percent-encoded, and a `₿` before it. */
const PATH_PARAMETER_LIMIT = 1024;

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

function requestId({ headers }: IncomingMessage): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
}

/** What every answer carries. */
const mark = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.header("x-request-id", request.id).header("cache-control", "no-store");

/** The admin API over HTTP. Listening is the caller's; `close()` lets requests that have begun come to their end. */
export function createAdminApi(options: AdminApiOptions): FastifyInstance {
  const { store, report, keys, answers, instances, answerSize, token, now, logger } = options;
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    // fastify's own lines hold the URL; ours, below, hold the route.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: requestId,
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    forceCloseConnections: "idle",
    // What still arrives on an open connection while we close is served: its answer says that the connection ends.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PATH_PARAMETER_LIMIT },
    // Hooks do not run for a URL that cannot be decoded.
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, mark(request, reply)),
    clientErrorHandler: answerClientError,
  });
  app.removeContentTypeParser("text/plain");
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    // Many clients name a type for the body that a DELETE does not have.
    if (body === "") done(null, undefined);
    else parseJson(request, body, done);
  });
  app.setErrorHandler(sendProblem);

  let closing = false;
  app.addHook("preClose", async () => {
    closing = true;
    // A connection that has sent nothing, or half a request, is neither idle nor will it ever be.
    setTimeout(() => app.server.closeAllConnections(), DRAIN_TIME).unref();
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.addHook("onRequest", async (request, reply) => void mark(request, reply));
  app.addHook("onSend", async (_request, reply) => {
    // A connection that was busy when we closed would stay open, idle, until its keep-alive ends.
    if (closing) reply.header("connection", "close");
  });
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const line = { method, route: routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime };
    request.log.info(line, "request answered");
  });

  const notFound = async (): Promise<never> => {
    throw new RequestError("route-unknown", "there is nothing at this path");
  };
  app.setNotFoundHandler(notFound);
  app.register(healthRoutes, { store, report, answers, now });
  app.register(metricsRoutes, { store, report, answers, instances, now });
  app.register(
    async (v1) => {
      requireToken(v1, { token, store });
      // Set here too, so that only bearers of the token learn which paths there are.
      v1.setNotFoundHandler(notFound);
      v1.register(nameRoutes, { store, now });
      v1.register(nameWriteRoutes, { store, answers, instances, now });
      v1.register(validateRoutes, { store, answerSize, now });
      v1.register(zoneRoutes, { store, keys, answers });
      v1.register(takeoverRoutes, { answers, takeovers: options.takeovers });
      v1.register(tokenRoutes, { store, now });
      v1.register(instanceRoutes, { store, instances });
      v1.register(storeRoutes, { report });
    },
    { prefix: "/v1" },
  );
  return app;
}
