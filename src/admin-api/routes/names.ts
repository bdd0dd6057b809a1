import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { DomainError } from "../../zone/errors.ts";
import { type PaymentName, parsePaymentName } from "../../zone/payment/payment-name.ts";
import type { NamePage } from "../client-types.ts";
import { conditionalPut, createName, readPutCondition } from "../conditional-put.ts";
import { entityTag, listsRevision, matchedRevision, readEntityTags } from "../entity-tag.ts";
import { nameView } from "../name-view.ts";
import { nameOfPath, storedName, zoneOfDomain } from "../name-zone.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { AnswerSide, Now, ZoneStore } from "../ports.ts";
import { readInput } from "../read-input.ts";
import { nameCreation, nameFields, nameReplacement } from "../registration.ts";
import { standingWrite } from "../standing-write.ts";

interface NameRoutes {
  readonly store: ZoneStore;
  readonly answers: AnswerSide;
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
export async function nameRoutes(app: FastifyInstance, { store, answers, now }: NameRoutes): Promise<void> {
  const settled = (apex: string, serial: number): Promise<void> =>
    standingWrite(answers.settled(apex, serial), `the write stands with serial ${serial}`);

  app.post("/names", async (request, reply) => {
    const { name: text, ...input } = readInput(nameCreation, request.body);
    const name = parsePaymentName(text);
    const zone = await zoneOfDomain(store, name.domain, "/name");
    const { apex } = zone;
    const record = await createName(store, apex, name.user, nameFields(input, now(), zone), now());
    await settled(apex, record.revision);
    reply.code(201).header("location", locationOf(name)).header("etag", entityTag(record.revision));
    return nameView(name, record, record.revision);
  });

  app.get("/names", async (request): Promise<NamePage> => {
    const { domain, cursor, limit } = readInput(pageQuery, request.query);
    const zone = await zoneOfDomain(store, domain);
    const page = await store.list(zone.apex, { cursor, limit });
    const names = page.records.map((record) => nameView(zone, record, zone.serial));
    return { names, nextCursor: page.cursor ?? null };
  });

  app.get<ByName>("/names/:name", async (request, reply) => {
    const name = nameOfPath(request.params.name);
    const tags = readEntityTags("If-None-Match", request.headers["if-none-match"]);
    const zone = await zoneOfDomain(store, name.domain);
    const record = await store.get(zone.apex, name.user);
    if (record === undefined) throw new DomainError("name-unknown", "the name is not registered");
    reply.header("etag", entityTag(record.revision));
    if (tags !== undefined && listsRevision(tags, record.revision)) return reply.code(304).send();
    return nameView(name, record, zone.serial);
  });

  app.put<ByName>("/names/:name", async (request, reply) => {
    const name = nameOfPath(request.params.name);
    const condition = readPutCondition(request.headers);
    const input = readInput(nameReplacement, request.body);
    const zone = await zoneOfDomain(store, name.domain);
    const { apex } = zone;
    const fields = nameFields(input, now(), zone);
    const { record, created } = await conditionalPut(store, apex, name.user, fields, condition, now());
    await settled(apex, record.revision);
    reply.code(created ? 201 : 200).header("etag", entityTag(record.revision));
    if (created) reply.header("location", locationOf(name));
    return nameView(name, record, record.revision);
  });

  app.delete<ByName>("/names/:name", async (request, reply) => {
    const name = nameOfPath(request.params.name);
    const tags = readEntityTags("If-Match", request.headers["if-match"]);
    const { apex } = await zoneOfDomain(store, name.domain);
    const current = tags === undefined ? undefined : await store.get(apex, name.user);
    // RFC 9110 §13.2.1: preconditions are ignored where the answer without them is an error: no name is 404, not 412.
    if (tags !== undefined && current === undefined) {
      throw new DomainError("name-unknown", "the name is not registered");
    }
    const expect = tags === undefined ? {} : { ifRevision: matchedRevision(tags, current) };
    await settled(apex, await store.delete(apex, name.user, expect));
    return reply.code(204).send();
  });

  refuseOtherMethods(app, "/names", ["GET", "HEAD", "POST"]);
  refuseOtherMethods(app, "/names/:name", ["GET", "HEAD", "PUT", "DELETE"]);
}
