import type { FastifyInstance } from "fastify";
import type { Readiness } from "../client-types.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { AnswerSide, HealthCheck, Now, StoreReport, ZoneStore } from "../ports.ts";
import { syncState } from "../sync-state.ts";

interface HealthRoutes {
  readonly store: Pick<ZoneStore, "zones">;
  readonly answers: Pick<AnswerSide, "health" | "standings">;
  readonly report: Pick<StoreReport, "last">;
  readonly now: Now;
}

/** Milliseconds after which a check has failed: an orchestrator asks again every few seconds. */
const CHECK_TIMEOUT = 2_000;

/**
 * Whether the process lives, and whether it should be sent queries. Open to everyone, so in few words. A store that is away
 * does not make it unready: then all instances would be, and nobody would answer.
 */
export async function healthRoutes(
  app: FastifyInstance,
  { store, report, answers, now }: HealthRoutes,
): Promise<void> {
  let last = "ready";

  async function readiness(): Promise<Readiness> {
    const [answering, storing] = await Promise.all([
      attempt("answers", () => answers.health()),
      attempt("store", async () => {
        await store.zones();
        return [{ name: "store", ok: true }];
      }),
    ]);
    const standings = answers.standings();
    const isListed = answering.every(({ name, ok }) => name !== "zones" || ok);
    const { isInStep, age } = syncState(standings, isListed, now());
    const isTrusted = standings.every(({ doubt }) => doubt === null);
    const checks = [
      ...answering,
      ...storing,
      { name: "sync", ok: isInStep },
      { name: "doubt", ok: isTrusted },
    ];
    const ready = answering.every(({ ok }) => ok);
    const degraded = !checks.every(({ ok }) => ok);
    // The details are for the log, and there only when something changes.
    const state = !ready ? "not ready" : degraded ? "degraded" : "ready";
    if (state !== last) app.log[degraded ? "warn" : "info"]({ checks, syncAge: age }, state);
    last = state;
    const durable = report.last()?.isDurable ?? null;
    return { ready, degraded, syncAge: age, durable, checks: checks.map(({ name, ok }) => ({ name, ok })) };
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
