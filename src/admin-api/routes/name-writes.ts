import type { FastifyInstance, FastifyReply } from "fastify";
import type { PaymentName } from "../../zone/payment/payment-name.ts";
import type { Once, ZoneRecord } from "../../zone/store/port.ts";
import { registrationInvalid } from "../assessment.ts";
import { claimOf, ofClaim } from "../claim.ts";
import type { InstanceConfirmation, NameDeletion, NameResult } from "../client-types.ts";
import { conditionalPut, readPutCondition } from "../conditional-put.ts";
import { confirmedByAll } from "../confirmation.ts";
import { createName } from "../create-name.ts";
import { entityTag, matchedRevision, readEntityTags } from "../entity-tag.ts";
import { readOnce } from "../idempotency-key.ts";
import { nameResult } from "../name-view.ts";
import { nameWriter, remedyOf, type Written } from "../name-writer.ts";
import { nameOfPath, nameUnknown, zoneOfDomain } from "../name-zone.ts";
import type { AnswerSide, Instances, Now, ZoneStore } from "../ports.ts";
import { readInput } from "../read-input.ts";
import { readCreation, readReplacement, readTarget } from "../read-registration.ts";
import { nameCreation, nameReplacement } from "../registration-schema.ts";
import { standingWrite } from "../standing-write.ts";
import { waitsForAll } from "../wait-query.ts";

interface NameWriteRoutes {
  readonly store: ZoneStore;
  readonly answers: AnswerSide;
  readonly instances: Instances;
  readonly now: Now;
}

/** How a request wants its write, and its answer. */
interface How {
  readonly once: Once | undefined;
  /** Only when every instance answers by it. */
  readonly byAll: boolean;
}

interface ByName {
  Params: { name: string };
}

const locationOf = ({ user, domain }: PaymentName): string =>
  `/v1/names/${encodeURIComponent(`${user}@${domain}`)}`;

/** Registers, replaces and deletes payment names. */
export async function nameWriteRoutes(
  app: FastifyInstance,
  { store, answers, instances, now }: NameWriteRoutes,
): Promise<void> {
  /** Waits until a write is answered here, or by every instance; resolves to these then, and to nothing otherwise. */
  const settled = async (
    { apex, generation }: ZoneRecord,
    { serial, isRepeated }: Written,
    { once, byAll }: How,
    reply: FastifyReply,
  ): Promise<InstanceConfirmation[] | undefined> => {
    const stands = `the write stands with serial ${serial}`;
    const remedy = remedyOf(once);
    await standingWrite(answers.settled(apex, serial), stands, remedy);
    if (isRepeated) reply.header("idempotency-replayed", "true");
    if (!byAll) return undefined;
    return [...(await confirmedByAll(instances, { apex, generation, serial }, remedy))];
  };
  const answer = async (
    zone: ZoneRecord,
    written: Written,
    how: How & { readonly at: number },
    reply: FastifyReply,
  ): Promise<NameResult> => {
    const confirmed = await settled(zone, written, how, reply);
    const { created, warnings } = written;
    const record = written.record!;
    reply.code(created ? 201 : 200).header("etag", entityTag(record.revision));
    if (created) reply.header("location", locationOf({ user: record.user, domain: zone.domain }));
    const result = nameResult(zone, record, warnings, how.at);
    return confirmed === undefined ? result : { ...result, instances: confirmed };
  };

  app.post("/names", async (request, reply): Promise<NameResult> => {
    const { headers, caller } = request;
    const byAll = waitsForAll(request.query);
    const input = readInput(nameCreation, request.body);
    const at = now();
    const once = readOnce({ method: "POST", target: "", headers, body: input, caller }, at);
    const target = await readTarget(store, input);
    const { name, zone } = target;
    const judge = () => readCreation(store, target, input, caller, at);
    if (name === undefined || zone === undefined) throw registrationInvalid((await judge()).faults);
    const names = nameWriter(store, zone.apex, once);
    const written = await names.carryOut(async () => {
      const { fields, faults, warnings } = await judge();
      if (faults.length > 0) throw registrationInvalid(faults);
      const claim = claimOf(caller, input.holder, zone.payment, at);
      return createName(names, name.user, { fields, claim, warnings }, at);
    });
    return answer(zone, written, { once, byAll, at }, reply);
  });

  app.put<ByName>("/names/:name", async (request, reply): Promise<NameResult> => {
    const { headers, caller } = request;
    const byAll = waitsForAll(request.query);
    const name = nameOfPath(request.params.name);
    const condition = readPutCondition(headers);
    const input = readInput(nameReplacement, request.body);
    const at = now();
    const once = readOnce({ method: "PUT", target: locationOf(name), headers, body: input, caller }, at);
    const zone = await zoneOfDomain(store, name.domain);
    const names = nameWriter(store, zone.apex, once);
    const written = await names.carryOut(async () => {
      const replacement = await readReplacement(store, zone, name, input, caller, at);
      const { fields, faults, faultsIfNew, warnings } = replacement;
      if (faults.length > 0) throw registrationInvalid(faults);
      const claim = claimOf(caller, input.holder, zone.payment, at);
      return conditionalPut(names, name.user, { fields, faultsIfNew, claim, warnings }, condition, at);
    });
    return answer(zone, written, { once, byAll, at }, reply);
  });

  app.delete<ByName>("/names/:name", async (request, reply) => {
    const { headers, caller } = request;
    const byAll = waitsForAll(request.query);
    const name = nameOfPath(request.params.name);
    const tags = readEntityTags("If-Match", headers["if-match"]);
    const at = now();
    const once = readOnce({ method: "DELETE", target: locationOf(name), headers, body: {}, caller }, at);
    const zone = await zoneOfDomain(store, name.domain);
    const names = nameWriter(store, zone.apex, once);
    const written = await names.carryOut(async () => {
      const current = tags === undefined ? undefined : await names.get(name.user);
      // RFC 9110 §13.2.1: preconditions are ignored where the answer without them is an error: no name is 404, not 412.
      if (tags !== undefined && current === undefined) throw nameUnknown();
      const expect = {
        ...ofClaim(claimOf(caller, undefined, zone.payment, at)),
        ...(tags === undefined ? {} : { ifRevision: matchedRevision(tags, current) }),
      };
      const release = { releasedAt: at, forgetBefore: at - zone.payment.holdReleased };
      return names.delete(name.user, release, expect);
    });
    const confirmed = await settled(zone, written, { once, byAll }, reply);
    if (confirmed === undefined) return reply.code(204).send();
    return { serial: written.serial, instances: confirmed } satisfies NameDeletion;
  });
}
