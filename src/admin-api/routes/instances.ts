import type { FastifyInstance } from "fastify";
import { isRefusal } from "../../zone/errors.ts";
import type { InstanceList } from "../client-types.ts";
import { instanceView } from "../instance-view.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { Instances, ZoneStore } from "../ports.ts";

interface InstanceRoutes {
  readonly store: Pick<ZoneStore, "zones">;
  readonly instances: Instances;
}

/** Shows the instances that serve the store's zones, and how far each is. */
export async function instanceRoutes(
  app: FastifyInstance,
  { store, instances }: InstanceRoutes,
): Promise<void> {
  /** While the store is away this instance knows of itself alone. */
  async function list(): Promise<InstanceList> {
    try {
      // The zones first: who makes a step between is not behind.
      const zones = new Map((await store.zones()).map((zone) => [zone.apex, zone]));
      const seen = await instances.all();
      const { id } = instances.self();
      return { instances: seen.map((each) => instanceView(each, id, zones)), storeFailure: null };
    } catch (error) {
      if (!isRefusal(error, "store-unavailable")) throw error;
      const self = instances.self();
      return { instances: [instanceView(self, self.id, new Map())], storeFailure: error.message };
    }
  }

  app.get("/instances", async (): Promise<InstanceList> => {
    const { instances: found, storeFailure } = await list();
    return { instances: found.sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id)), storeFailure };
  });
  refuseOtherMethods(app, "/instances", ["GET", "HEAD"]);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
