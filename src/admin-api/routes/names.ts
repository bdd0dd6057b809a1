import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { DomainError } from "../../zone/errors.ts";
import { hasExpired } from "../../zone/expiry.ts";
import { contentsView } from "../../zone/payment/contents-view.ts";
import type { PaymentName } from "../../zone/payment/payment-name.ts";
import type { NameRecord } from "../../zone/store/port.ts";
import { type Assessment, registrationInvalid } from "../assessment.ts";
import { claimOf, ofClaim } from "../claim.ts";
import type { InstanceConfirmation, NameDeletion, NamePage, NameResult } from "../client-types.ts";
import { conditionalPut, readPutCondition } from "../conditional-put.ts";
import { confirmedByAll, type StandingWrite } from "../confirmation.ts";
import { createName } from "../create-name.ts";
import { entityTag, listsRevision, matchedRevision, readEntityTags } from "../entity-tag.ts";
import { nameDetails, nameView } from "../name-view.ts";
import { nameOfPath, storedName, zoneOfDomain } from "../name-zone.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { AnswerSide, Instances, Now, ZoneStore } from "../ports.ts";
import { readInput } from "../read-input.ts";
import { readCreation, readReplacement } from "../read-registration.ts";
import { nameCreation, nameReplacement } from "../registration-schema.ts";
import { standingWrite } from "../standing-write.ts";
import { waitsForAll } from "../wait-query.ts";

interface NameRoutes {
  readonly store: ZoneStore;
  readonly answers: AnswerSide;
  readonly instances: Instances;
  readonly now: Now;
}

interface ByName {
  Params: { name: string };
}

const PAGE = Object.freeze({ default: 100, max: 1000 });
const pageQuery = z.strictObject({
  domain: z.string().transform(storedName),
  cursor: z.string().optional(),
  limit: z
    .string()
    .regex(/^[0-9]{1,4}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(PAGE.max))
    .default(PAGE.default),
});

const locationOf = ({ user, domain }: PaymentName): string =>
  `/v1/names/${encodeURIComponent(`${user}@${domain}`)}`;

/** Registers, shows, replaces and deletes payment names. */
export async function nameRoutes(
  app: FastifyInstance,
  { store, answers, instances, now }: NameRoutes,
): Promise<void> {
  /** Waits until a write is answered here, or by every instance; resolves to these then, and to nothing otherwise. */
  const settled = async (
    write: StandingWrite,
    byAll: boolean,
  ): Promise<readonly InstanceConfirmation[] | undefined> => {
    const { apex, serial } = write;
    await standingWrite(answers.settled(apex, serial), `the write stands with serial ${serial}`);
    return byAll ? confirmedByAll(instances, write) : undefined;
  };

  app.post("/names", async (request, reply): Promise<NameResult> => {
    const byAll = waitsForAll(request.query);
    const input = readInput(nameCreation, request.body);
    const at = now();
    const creation = await readCreation(store, input, request.caller, at);
    const { name, zone, fields, faults } = creation;
    if (name === undefined || zone === undefined || faults.length > 0) throw registrationInvalid(faults);
    const { apex, generation } = zone;
    const write = { fields, claim: claimOf(request.caller, input.holder, zone.payment, at) };
    const record = await createName(store, apex, name.user, write, at);
    const confirmed = await settled({ apex, generation, serial: record.revision }, byAll);
    reply.code(201).header("location", locationOf(name)).header("etag", entityTag(record.revision));
    return nameResult(name, record, creation, at, confirmed);
  });

  app.get("/names", async (request): Promise<NamePage> => {
    const { domain, cursor, limit } = readInput(pageQuery, request.query);
    const zone = await zoneOfDomain(store, domain);
    const page = await store.list(zone.apex, { cursor, limit });
    const at = now();
    const names = page.records.map((record) => nameView(zone, record, zone.serial, at));
    return { names, nextCursor: page.cursor ?? null };
  });

  app.get<ByName>("/names/:name", async (request, reply) => {
    const name = nameOfPath(request.params.name);
    const tags = readEntityTags("If-None-Match", request.headers["if-none-match"]);
    const zone = await zoneOfDomain(store, name.domain);
    const record = await store.get(zone.apex, name.user);
    if (record === undefined) throw nameUnknown();
    reply.header("etag", entityTag(record.revision));
    const at = now();
    // What an expired name is shown with has changed without a new version.
    if (tags !== undefined && listsRevision(tags, record.revision) && !hasExpired(record, at)) {
      return reply.code(304).send();
    }
    return nameDetails(zone, record, at);
  });

  app.put<ByName>("/names/:name", async (request, reply): Promise<NameResult> => {
    const byAll = waitsForAll(request.query);
    const name = nameOfPath(request.params.name);
    const condition = readPutCondition(request.headers);
    const input = readInput(nameReplacement, request.body);
    const zone = await zoneOfDomain(store, name.domain);
    const { apex, generation } = zone;
    const at = now();
    const replacement = await readReplacement(store, zone, name, input, request.caller, at);
    if (replacement.faults.length > 0) throw registrationInvalid(replacement.faults);
    const { fields, faultsIfNew } = replacement;
    const write = { fields, faultsIfNew, claim: claimOf(request.caller, input.holder, zone.payment, at) };
    const { record, created } = await conditionalPut(store, apex, name.user, write, condition, at);
    const confirmed = await settled({ apex, generation, serial: record.revision }, byAll);
    reply.code(created ? 201 : 200).header("etag", entityTag(record.revision));
    if (created) reply.header("location", locationOf(name));
    return nameResult(name, record, replacement, at, confirmed);
  });

  app.delete<ByName>("/names/:name", async (request, reply) => {
    const byAll = waitsForAll(request.query);
    const name = nameOfPath(request.params.name);
    const tags = readEntityTags("If-Match", request.headers["if-match"]);
    const { apex, generation, payment } = await zoneOfDomain(store, name.domain);
    const current = tags === undefined ? undefined : await store.get(apex, name.user);
    // RFC 9110 §13.2.1: preconditions are ignored where the answer without them is an error: no name is 404, not 412.
    if (tags !== undefined && current === undefined) throw nameUnknown();
    const at = now();
    const expect = {
      ...ofClaim(claimOf(request.caller, undefined, payment, at)),
      ...(tags === undefined ? {} : { ifRevision: matchedRevision(tags, current) }),
    };
    const release = { releasedAt: at, forgetBefore: at - payment.holdReleased };
    const serial = await store.delete(apex, name.user, release, expect);
    const confirmed = await settled({ apex, generation, serial }, byAll);
    if (confirmed === undefined) return reply.code(204).send();
    return { serial, instances: [...confirmed] } satisfies NameDeletion;
  });

  refuseOtherMethods(app, "/names", ["GET", "HEAD", "POST"]);
  refuseOtherMethods(app, "/names/:name", ["GET", "HEAD", "PUT", "DELETE"]);
}

const nameUnknown = (): DomainError => new DomainError("name-unknown", "the name is not registered");

/** What a write has come to; `serial` is the one that it made. */
const nameResult = (
  name: PaymentName,
  record: NameRecord,
  { publication, warnings }: Pick<Assessment, "publication" | "warnings">,
  now: number,
  confirmed: readonly InstanceConfirmation[] | undefined,
): NameResult => ({
  ...nameView(name, record, record.revision, now),
  ...contentsView(publication.contents),
  warnings: [...warnings],
  ...(confirmed === undefined ? {} : { instances: [...confirmed] }),
});
