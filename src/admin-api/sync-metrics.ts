import { Gauge, type Registry } from "prom-client";
import type { AnswerSide, Now } from "./ports.ts";

/** Adds what shows that this process no longer follows the store. */
export function addSyncMetrics(registry: Registry, answers: Pick<AnswerSide, "standings">, now: Now): void {
  const age: Gauge = new Gauge({
    name: "paynamed_zone_sync_age_seconds",
    help: "Seconds since the store last said that this server has all of the zone",
    labelNames: ["zone"],
    registers: [registry],
    collect: () => {
      age.reset();
      for (const { apex, syncedAt } of answers.standings()) {
        if (syncedAt !== null) age.set({ zone: apex }, Math.max(now() - syncedAt, 0));
      }
    },
  });
  const doubted: Gauge = new Gauge({
    name: "paynamed_zone_doubted",
    help: "1 where the store has something that is not taken over before an operator accepts it",
    labelNames: ["zone"],
    registers: [registry],
    collect: () => {
      doubted.reset();
      for (const { apex, doubt } of answers.standings()) doubted.set({ zone: apex }, doubt === null ? 0 : 1);
    },
  });
}
