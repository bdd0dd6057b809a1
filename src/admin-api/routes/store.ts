import type { FastifyInstance } from "fastify";
import type { StoreView } from "../client-types.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { StoreReport } from "../ports.ts";

interface StoreRoutes {
  readonly report: Pick<StoreReport, "isRequired" | "read">;
}

/** Says what the acknowledgement of a write is worth. */
export async function storeRoutes(app: FastifyInstance, { report }: StoreRoutes): Promise<void> {
  app.get("/store", async (): Promise<StoreView> => {
    const { kind, topology, worth, isDurable, servers, remarks } = await report.read();
    return {
      kind,
      topology,
      worth,
      isDurable,
      isRequired: report.isRequired,
      servers: [...servers],
      remarks: [...remarks],
    };
  });
  refuseOtherMethods(app, "/store", ["GET", "HEAD"]);
}
