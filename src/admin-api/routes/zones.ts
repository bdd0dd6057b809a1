import { isDeepStrictEqual } from "node:util";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { DomainError, isRefusal } from "../../zone/errors.ts";
import { nestedZone } from "../../zone/nested-zones.ts";
import { NETWORKS } from "../../zone/payment/network.ts";
import { MAX_RESERVED_NAMES } from "../../zone/payment/policy.ts";
import { PROFILES } from "../../zone/payment/profile/profile.ts";
import type { ZoneRecord } from "../../zone/store/port.ts";
import { type ZoneConfig, zoneConfig } from "../../zone/zone-config.ts";
import { demandRight } from "../caller.ts";
import type { ZoneCreation, ZoneList, ZoneView } from "../client-types.ts";
import { storedName } from "../name-zone.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { AnswerSide, ZoneKeys, ZoneStore } from "../ports.ts";
import { readInput } from "../read-input.ts";
import { standingWrite } from "../standing-write.ts";
import { configOf, zoneView } from "../zone-view.ts";
import { zonePolicyRoute } from "./zone-policy.ts";

interface ZoneRoutes {
  readonly store: ZoneStore;
  readonly keys: ZoneKeys;
  readonly answers: AnswerSide;
}

/** The shape only: values are checked by zoneConfig. */
const zoneCreation = z.strictObject({
  domain: z.string(),
  apex: z.string().optional(),
  nameServers: z
    .array(z.strictObject({ name: z.string(), addresses: z.array(z.string()).max(16).optional() }))
    .max(16),
  contact: z.string().optional(),
  timers: z
    .strictObject({
      refresh: z.number().optional(),
      retry: z.number().optional(),
      expire: z.number().optional(),
      minimum: z.number().optional(),
    })
    .optional(),
  infrastructureTtl: z.number().optional(),
  payment: z
    .strictObject({
      network: z.enum(NETWORKS).optional(),
      profile: z.enum(PROFILES).optional(),
      reservedNames: z.array(z.string()).max(MAX_RESERVED_NAMES).nullable().optional(),
      holdReleased: z.number().optional(),
    })
    .optional(),
}) satisfies z.ZodType<ZoneCreation>;

/** Sets zones up, shows them and changes their policy. */
export async function zoneRoutes(app: FastifyInstance, { store, keys, answers }: ZoneRoutes): Promise<void> {
  const view = async (zone: ZoneRecord): Promise<ZoneView> => zoneView(zone, await keys.of(zone.apex));

  /** The new zone, or one that an earlier attempt left without keys. Throws DomainError `zone-taken` for any other. */
  async function createZone(config: ZoneConfig): Promise<ZoneRecord> {
    refuseNested(config, await store.zones());
    try {
      return await store.createZone(config);
    } catch (error) {
      if (!isRefusal(error, "zone-taken")) throw error;
      const zone = await store.zone(config.apex);
      if (zone === undefined || !isDeepStrictEqual(configOf(zone), configOf(config))) throw error;
      if ((await keys.of(config.apex)).length > 0) throw error;
      return zone;
    }
  }

  app.post("/zones", async ({ caller, body }, reply) => {
    demandRight(caller, "zones", "setting a zone up");
    const zone = await createZone(zoneConfig(readInput(zoneCreation, body)));
    const made = await keys.create(zone.apex);
    await standingWrite(answers.serve(zone.apex, zone.generation), "the zone stands with its keys");
    reply.code(201).header("location", `/v1/zones/${encodeURIComponent(zone.apex)}`);
    return zoneView(zone, made);
  });

  app.get("/zones", async (): Promise<ZoneList> => {
    const zones = await store.zones();
    return { zones: await Promise.all(zones.map(view)) };
  });

  app.get<{ Params: { apex: string } }>("/zones/:apex", async (request) => {
    const zone = await store.zone(storedName(request.params.apex));
    if (zone === undefined)
      throw new DomainError(
        "zone-unknown",
        "there is no zone with this apex: it may be _bitcoin-payment.DOMAIN",
      );
    return view(zone);
  });

  app.register(zonePolicyRoute, { store, view });
  refuseOtherMethods(app, "/zones", ["GET", "HEAD", "POST"]);
  refuseOtherMethods(app, "/zones/:apex", ["GET", "HEAD", "PATCH"]);
}

/**
 * A zone here delegates nothing: another zone within it would be denied by it, and names of the outer zone would vanish
 * behind the inner one. Throws DomainError `zone-taken`.
 */
function refuseNested({ apex }: ZoneConfig, zones: readonly ZoneRecord[]): void {
  const other = nestedZone(apex, zones);
  if (other === undefined) return;
  const message = `${apex} and the zone ${other.apex}, which is served here, lie one within the other`;
  throw new DomainError("zone-taken", message, { pointer: "/apex" });
}
