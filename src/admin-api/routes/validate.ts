import type { FastifyInstance } from "fastify";
import { parseName } from "../../zone/name-text.ts";
import { contentsView } from "../../zone/payment/contents-view.ts";
import { ownerOf } from "../../zone/payment/payment-name.ts";
import { txtRdata, txtStrings, txtTexts } from "../../zone/rdata/txt.ts";
import { timeText } from "../../zone/time-text.ts";
import { claimOf } from "../claim.ts";
import type { Validation } from "../client-types.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { AnswerSizeOf, Now, ZoneStore } from "../ports.ts";
import { readInput } from "../read-input.ts";
import { type Creation, readCreation, readTarget } from "../read-registration.ts";
import { nameTrial } from "../registration-schema.ts";
import { standingFaults } from "../standing-faults.ts";

interface ValidateRoutes {
  readonly store: ZoneStore;
  readonly answerSize: AnswerSizeOf;
  readonly now: Now;
}

/** Says what a registration would come to, and changes nothing. */
export async function validateRoutes(
  app: FastifyInstance,
  { store, answerSize, now }: ValidateRoutes,
): Promise<void> {
  app.post("/validate", async ({ body, caller }): Promise<Validation> => {
    const input = readInput(nameTrial, body);
    const at = now();
    const creation = await readCreation(store, await readTarget(store, input), input, caller, at);
    const { name, zone, publication, fields, warnings } = creation;
    const standing =
      name && zone
        ? await standingFaults(
            store,
            zone.apex,
            name.user,
            claimOf(caller, input.holder, zone.payment, at),
            at,
          )
        : [];
    const faults = [...creation.faults, ...standing];
    const valid = faults.length === 0;
    const readable = publication.faults.length === 0;
    return {
      valid,
      name: name === undefined ? null : `${name.user}@${name.domain}`,
      profile: creation.profile,
      uri: readable ? publication.uri : null,
      txt: readable ? txtTexts(publication.uri) : [],
      ttl: fields.ttl,
      expiresAt: fields.expiresAt === null ? null : timeText(fields.expiresAt),
      answer: readable ? answerOf(creation, answerSize) : null,
      ...contentsView(publication.contents),
      errors: faults,
      warnings: [...warnings],
    };
  });
  refuseOtherMethods(app, "/validate", ["POST"]);
}

function answerOf({ name, zone, publication }: Creation, answerSize: AnswerSizeOf): Validation["answer"] {
  if (name === undefined || zone === undefined) return null;
  const { length } = txtRdata.encode({ strings: txtStrings(publication.uri) });
  return answerSize(parseName(zone.apex), ownerOf(name), length);
}
