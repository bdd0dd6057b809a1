import { Gauge, type Registry } from "prom-client";
import { isRefusal } from "../zone/errors.ts";
import { isLive } from "../zone/store/shared-port.ts";
import { lagOf } from "./lag.ts";
import type { AnswerSide, Instances, Now, ZoneStore } from "./ports.ts";
import { reused } from "./reused.ts";

interface InstanceMetrics {
  readonly store: Pick<ZoneStore, "zones">;
  readonly answers: Pick<AnswerSide, "standings">;
  readonly instances: Pick<Instances, "all">;
}

/** How long what the store said is told again, in seconds: everybody may collect. */
const REUSED_FOR = 1;

/** For the help of what only the store knows. */
const ABSENT =
  "absent while the store is away, so alert on paynamed_zone_sync_age_seconds and paynamed_zone_doubted";

/** Adds how many instances there are, and how far this one is. */
export function addInstanceMetrics(
  registry: Registry,
  { store, answers, instances }: InstanceMetrics,
  now: Now,
): void {
  const seen = reused(() => instances.all(), now, REUSED_FOR);
  const stored = reused(() => store.zones(), now, REUSED_FOR);
  const live: Gauge = new Gauge({
    name: "paynamed_instances",
    help: `Instances that were heard of within the last five seconds, this one included; ${ABSENT}`,
    registers: [registry],
    collect: () =>
      whereTheStoreIs(
        async () => {
          const found = await seen();
          live.set(found.filter(isLive).length);
        },
        () => live.remove(),
      ),
  });
  const serial: Gauge = new Gauge({
    name: "paynamed_zone_serial",
    help: "The zone's serial that this server answers",
    labelNames: ["zone"],
    registers: [registry],
    collect: () => {
      serial.reset();
      for (const { apex, answers: from, serial: answered } of answers.standings()) {
        if (from !== "nothing") serial.set({ zone: apex }, answered);
      }
    },
  });
  const lag: Gauge = new Gauge({
    name: "paynamed_zone_serial_lag",
    help: `How many writes of the store this server does not answer yet; ${ABSENT}`,
    labelNames: ["zone"],
    registers: [registry],
    collect: () =>
      whereTheStoreIs(
        async () => {
          const zones = await stored();
          lag.reset();
          for (const standing of answers.standings()) {
            const behind = lagOf(
              standing,
              zones.find(({ apex }) => apex === standing.apex),
            );
            if (behind !== null) lag.set({ zone: standing.apex }, behind);
          }
        },
        () => lag.reset(),
      ),
  });
}

/** A store that is away leaves the gauge empty, and everything else to be collected. */
async function whereTheStoreIs(fill: () => Promise<void>, empty: () => void): Promise<void> {
  try {
    await fill();
  } catch (error) {
    if (!isRefusal(error, "store-unavailable")) throw error;
    empty();
  }
}
