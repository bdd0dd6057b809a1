import { Gauge, type Registry } from "prom-client";
import type { StoreReport } from "./ports.ts";

/** Adds whether the store keeps what it has acknowledged, as it was read last; nothing where that is not known. */
export function addStoreMetrics(registry: Registry, report: Pick<StoreReport, "last">): void {
  const durable: Gauge = new Gauge({
    name: "paynamed_store_durable",
    help: "Whether what the store acknowledges is on the disk and stays there: 1, or 0; absent while that is not known",
    registers: [registry],
    collect: () => {
      const isDurable = report.last()?.isDurable ?? null;
      if (isDurable === null) durable.remove();
      else durable.set(isDurable ? 1 : 0);
    },
  });
}
