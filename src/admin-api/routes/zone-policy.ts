import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { DomainError, isRefusal } from "../../zone/errors.ts";
import { NETWORKS } from "../../zone/payment/network.ts";
import { MAX_RESERVED_NAMES, type PaymentPolicy, paymentPolicy } from "../../zone/payment/policy.ts";
import { PROFILES } from "../../zone/payment/profile/profile.ts";
import type { ZoneRecord } from "../../zone/store/port.ts";
import { demandRight } from "../caller.ts";
import type { ZoneChange, ZoneView } from "../client-types.ts";
import { storedName } from "../name-zone.ts";
import type { ZoneStore } from "../ports.ts";
import { readInput } from "../read-input.ts";

interface ZonePolicyRoute {
  readonly store: Pick<ZoneStore, "zone" | "putPolicy">;
  readonly view: (zone: ZoneRecord) => Promise<ZoneView>;
}

/** How often a patch begins anew because somebody else has changed the policy meanwhile. */
const ATTEMPTS = 10;

/** RFC 7396 §4: the media type of merge patches. A patch of this kind is plain JSON too. */
const MERGE_PATCH = "application/merge-patch+json";

const change = z.strictObject({
  payment: z
    .strictObject({
      network: z.enum(NETWORKS).nullable().optional(),
      profile: z.enum(PROFILES).nullable().optional(),
      reservedNames: z.array(z.string()).max(MAX_RESERVED_NAMES).nullable().optional(),
      holdReleased: z.number().nullable().optional(),
    })
    .optional(),
}) satisfies z.ZodType<ZoneChange>;

/** Changes what may be registered in a zone from now on. */
export async function zonePolicyRoute(app: FastifyInstance, { store, view }: ZonePolicyRoute): Promise<void> {
  app.addContentTypeParser(MERGE_PATCH, { parseAs: "string" }, app.getDefaultJsonParser("error", "error"));
  // RFC 5789 §2.2: a server that does not take a patch's media type says which it takes.
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("accept-patch", `${MERGE_PATCH}, application/json`);
  });

  app.patch<{ Params: { apex: string } }>("/zones/:apex", async ({ caller, params, body }) => {
    demandRight(caller, "zones", "changing a zone");
    const { payment = {} } = readInput(change, body);
    return view(await patchPolicy(store, storedName(params.apex), payment));
  });
}

/** Of changes at the same time none undoes another: who comes second changes what the first has made of the policy. */
async function patchPolicy(
  store: ZonePolicyRoute["store"],
  apex: string,
  patch: NonNullable<ZoneChange["payment"]>,
): Promise<ZoneRecord> {
  for (let left = ATTEMPTS; ; left--) {
    const zone = await store.zone(apex);
    if (zone === undefined) throw new DomainError("zone-unknown", "there is no zone with this apex");
    try {
      return await store.putPolicy(apex, merged(zone.payment, patch), zone.payment);
    } catch (error) {
      if (left <= 1 || !isRefusal(error, "revision-mismatch")) throw error;
    }
  }
}

/** RFC 7396 §1: "Null values in the merge patch are given special meaning to indicate the removal of existing values". */
const patched = <T>(value: T | null | undefined, standing: T): T | undefined =>
  value === undefined ? standing : (value ?? undefined);

/** The policy as the patch makes it: what is removed is as if it had never been given. Throws DomainError `zone-invalid`. */
function merged(policy: PaymentPolicy, patch: NonNullable<ZoneChange["payment"]>): PaymentPolicy {
  const { network } = policy;
  if (patch.network !== undefined && patch.network !== network) {
    const message = `a zone keeps its network, which is ${network} here: set up another zone`;
    throw new DomainError("zone-invalid", message, { pointer: "/payment/network" });
  }
  return paymentPolicy({
    network,
    profile: patched(patch.profile, policy.profile),
    reservedNames: patched(patch.reservedNames, policy.reservedNames),
    holdReleased: patched(patch.holdReleased, policy.holdReleased),
  });
}
