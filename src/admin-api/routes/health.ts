import type { FastifyInstance } from "fastify";
import type { Readiness } from "../client-types.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { AnswerSide, HealthCheck, ZoneStore } from "../ports.ts";

interface HealthRoutes {
  readonly store: Pick<ZoneStore, "zones">;
  readonly answers: Pick<AnswerSide, "health">;
}

/** Milliseconds after which a check has failed: an orchestrator asks again every few seconds. */
const CHECK_TIMEOUT = 2_000;

/** Whether the process lives, and whether it should be sent queries and registrations. Open to everyone, so in few words. */
export async function healthRoutes(app: FastifyInstance, { store, answers }: HealthRoutes): Promise<void> {
  let wasReady = true;

  async function readiness(): Promise<Readiness> {
    const [answering, storing] = await Promise.all([
      attempt("answers", () => answers.health()),
      attempt("store", async () => {
        await store.zones();
        return [{ name: "store", ok: true }];
      }),
    ]);
    const checks = [...answering, ...storing];
    const ready = checks.every(({ ok }) => ok);
    // The details are for the log, and there only when something changes.
    if (ready !== wasReady) app.log[ready ? "info" : "warn"]({ checks }, ready ? "ready again" : "not ready");
    wasReady = ready;
    return { ready, checks: checks.map(({ name, ok }) => ({ name, ok })) };
  }

  // Asked every few seconds: not worth a line of the log.
  const quiet = { logLevel: "warn" } as const;
  app.get("/livez", quiet, async () => ({ live: true }));
  app.get("/readyz", quiet, async (_request, reply) => {
    const body = await readiness();
    reply.code(body.ready ? 200 : 503);
    return body;
  });

  refuseOtherMethods(app, "/livez", ["GET", "HEAD"]);
  refuseOtherMethods(app, "/readyz", ["GET", "HEAD"]);
}

/** The checks, or one failed check if they cannot be made in time. */
async function attempt(
  name: string,
  check: () => Promise<readonly HealthCheck[]>,
): Promise<readonly HealthCheck[]> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no result after ${CHECK_TIMEOUT} ms`)), CHECK_TIMEOUT);
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return [{ name, ok: false, detail: error instanceof Error ? error.message : String(error) }];
  } finally {
    clearTimeout(timer);
  }
}
