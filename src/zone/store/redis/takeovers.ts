import { z } from "zod";
import { zoneUnknown } from "../refusal.ts";
import type { SharedStore, Takeover } from "../shared-port.ts";
import type { Connection } from "./connection.ts";
import { zoneKeys } from "./keys.ts";
import { foreign, jsonOf } from "./record.ts";
import { ACCEPT_TAKEOVER } from "./scripts.ts";

const takeoverForm = z.object({
  over: z.array(z.string()),
  generation: z.string(),
  serial: z.int().positive(),
}) satisfies z.ZodType<Takeover>;

/** The store's methods for takeovers. */
export const takeoverMethods = (
  connection: Connection,
): Pick<SharedStore, "acceptTakeover" | "acceptedTakeover"> => ({
  acceptTakeover: async (apex, { over, generation, serial }) => {
    const { zone, takeover } = zoneKeys(apex);
    const text = JSON.stringify({ over, generation, serial });
    const accepted = await connection.write(ACCEPT_TAKEOVER, [zone, takeover], [text]);
    if (accepted === 0) throw zoneUnknown(apex);
  },
  acceptedTakeover: async (apex) => {
    const { takeover } = zoneKeys(apex);
    const text = await connection.read(takeover, (client) => client.get(takeover));
    if (text === null) return undefined;
    const { success, data } = takeoverForm.safeParse(jsonOf(text));
    if (!success) throw foreign(`the takeover of the zone ${apex}`);
    return data;
  },
});
