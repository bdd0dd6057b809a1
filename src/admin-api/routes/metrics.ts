import type { FastifyInstance } from "fastify";
import { Registry } from "prom-client";
import { addInstanceMetrics } from "../instance-metrics.ts";
import { addNameMetrics } from "../name-metrics.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { AnswerSide, Instances, Now, StoreReport, ZoneStore } from "../ports.ts";
import { addStoreMetrics } from "../store-metrics.ts";
import { addSyncMetrics } from "../sync-metrics.ts";

interface MetricsRoutes {
  readonly store: Pick<ZoneStore, "zones" | "countExpiring">;
  readonly report: Pick<StoreReport, "last">;
  readonly answers: Pick<AnswerSide, "standings">;
  readonly instances: Pick<Instances, "all">;
  readonly now: Now;
}

/** What Prometheus collects. Open to everyone who reaches the API, as `/readyz` is: counts and zones, no name and no secret. */
export async function metricsRoutes(
  app: FastifyInstance,
  { store, report, answers, instances, now }: MetricsRoutes,
): Promise<void> {
  const registry = new Registry();
  addNameMetrics(registry, store, now);
  addStoreMetrics(registry, report);
  addSyncMetrics(registry, answers, now);
  addInstanceMetrics(registry, { store, answers, instances }, now);
  app.get("/metrics", { logLevel: "warn" }, async (_request, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
  refuseOtherMethods(app, "/metrics", ["GET", "HEAD"]);
}
