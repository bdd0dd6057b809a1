import { Gauge, type Registry } from "prom-client";
import { isRefusal } from "../zone/errors.ts";
import type { Now, ZoneStore } from "./ports.ts";
import { reused } from "./reused.ts";

const DAY = 86_400;
/** How far ahead of their end names are counted, in seconds. */
const HORIZONS = [DAY, 7 * DAY, 30 * DAY] as const;
/** How long counts are told again, in seconds: everybody may collect, and a store with many names takes long to count them. */
const REUSED_FOR = 15;

type CountingStore = Pick<ZoneStore, "zones" | "countExpiring">;

interface ZoneCounts {
  readonly zone: string;
  readonly expired: number;
  readonly expiring: readonly { readonly within: number; readonly names: number }[];
}

/** Adds the counts of names that end, or have ended: asked from the store when they are collected. */
export function addNameMetrics(registry: Registry, store: CountingStore, now: Now): void {
  const counts = reused((at) => countNames(store, at), now, REUSED_FOR);
  const expiring: Gauge = new Gauge({
    name: "paynamed_names_expiring",
    help: "Names that will expire within so many seconds from now, for their offer, their invoice or by wish",
    labelNames: ["zone", "within"],
    registers: [registry],
    collect: () =>
      refill(expiring, counts, (each) => {
        for (const { within, names } of each.expiring) expiring.set({ zone: each.zone, within }, names);
      }),
  });
  const expired: Gauge = new Gauge({
    name: "paynamed_names_expired",
    help: "Names that have expired: they are listed, and answered no more",
    labelNames: ["zone"],
    registers: [registry],
    collect: () => refill(expired, counts, (each) => expired.set({ zone: each.zone }, each.expired)),
  });
}

async function countNames(store: CountingStore, at: number): Promise<readonly ZoneCounts[]> {
  const counts: ZoneCounts[] = [];
  for (const { apex } of await store.zones()) {
    const expired = await store.countExpiring(apex, -1, at);
    const expiring: { within: number; names: number }[] = [];
    let names = 0;
    let from = at;
    // Each count goes on where the one before has ended, so that no name is counted twice.
    for (const within of HORIZONS) {
      names += await store.countExpiring(apex, from, at + within);
      from = at + within;
      expiring.push({ within, names });
    }
    counts.push({ zone: apex, expired, expiring });
  }
  return counts;
}

/** A store that is away leaves the gauge empty, and everything else to be collected. */
async function refill(
  gauge: Gauge,
  counts: () => Promise<readonly ZoneCounts[]>,
  fill: (each: ZoneCounts) => void,
): Promise<void> {
  try {
    const zones = await counts();
    // Emptied and filled in one go: others may be collecting the same gauge.
    gauge.reset();
    zones.forEach(fill);
  } catch (error) {
    if (!isRefusal(error, "store-unavailable")) throw error;
    gauge.reset();
  }
}
