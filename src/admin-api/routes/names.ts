import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { hasExpired } from "../../zone/expiry.ts";
import type { NamePage } from "../client-types.ts";
import { entityTag, listsRevision, readEntityTags } from "../entity-tag.ts";
import { nameDetails, nameView } from "../name-view.ts";
import { nameOfPath, nameUnknown, storedName, zoneOfDomain } from "../name-zone.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { Now, ZoneStore } from "../ports.ts";
import { readInput } from "../read-input.ts";

interface NameRoutes {
  readonly store: ZoneStore;
  readonly now: Now;
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

/** Lists and shows payment names. */
export async function nameRoutes(app: FastifyInstance, { store, now }: NameRoutes): Promise<void> {
  app.get("/names", async (request): Promise<NamePage> => {
    const { domain, cursor, limit } = readInput(pageQuery, request.query);
    const zone = await zoneOfDomain(store, domain);
    const page = await store.list(zone.apex, { cursor, limit });
    const at = now();
    const names = page.records.map((record) => nameView(zone, record, zone.serial, at));
    return { names, nextCursor: page.cursor ?? null };
  });

  app.get<{ Params: { name: string } }>("/names/:name", async (request, reply) => {
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

  refuseOtherMethods(app, "/names", ["GET", "HEAD", "POST"]);
  refuseOtherMethods(app, "/names/:name", ["GET", "HEAD", "PUT", "DELETE"]);
}
