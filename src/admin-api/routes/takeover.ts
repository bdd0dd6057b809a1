import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { DomainError } from "../../zone/errors.ts";
import { timeText } from "../../zone/time-text.ts";
import type { ZoneDoubt } from "../../zone/zone-doubt.ts";
import { demandRight } from "../caller.ts";
import type { TakeoverRequest, TakeoverView } from "../client-types.ts";
import { storedName } from "../name-zone.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { AnswerSide, TakeoverStore } from "../ports.ts";
import { readInput } from "../read-input.ts";

interface TakeoverRoutes {
  readonly answers: Pick<AnswerSide, "doubt" | "standings">;
  /** Undefined where no other instance shares the store. */
  readonly takeovers: TakeoverStore | undefined;
}

interface ByApex {
  Params: { apex: string };
}

const request = z.strictObject({
  generation: z.string(),
  serial: z.number().int(),
}) satisfies z.ZodType<TakeoverRequest>;

/** Shows what of a zone is in doubt, and takes an operator's word that it shall be answered. */
export async function takeoverRoutes(
  app: FastifyInstance,
  { answers, takeovers }: TakeoverRoutes,
): Promise<void> {
  const doubtOf = (apex: string): ZoneDoubt | undefined => {
    if (!answers.standings().some((each) => each.apex === apex)) {
      throw new DomainError("zone-unknown", "this server answers no zone with this apex");
    }
    return answers.doubt(apex);
  };

  app.get<ByApex>("/zones/:apex/takeover", async ({ params }): Promise<TakeoverView> => {
    const apex = storedName(params.apex);
    return takeoverView(apex, doubtOf(apex));
  });

  app.post<ByApex>(
    "/zones/:apex/takeover",
    async ({ caller, params, body }, reply): Promise<TakeoverView> => {
      demandRight(caller, "zones", "accepting what is in doubt");
      const { generation, serial } = readInput(request, body);
      const apex = storedName(params.apex);
      const doubt = doubtOf(apex);
      if (doubt === undefined) throw notInDoubt("nothing of this zone is in doubt");
      const { found } = doubt;
      if (found === null) throw notInDoubt("the store does not have the zone: there is nothing to take over");
      if (found.generation !== generation || found.serial !== serial) {
        throw notInDoubt(`what is in doubt now is serial ${found.serial} of generation ${found.generation}`);
      }
      if (takeovers === undefined) {
        throw notInDoubt(
          "no other instance shares this store: start the server anew to take over what it has",
        );
      }
      const others = (await takeovers.instances()).flatMap(({ zones }) => zones);
      // What instances answer differs where one was behind; each gives up its own place in the history for this one.
      const over = [...others, ...answers.standings()].flatMap((each) =>
        each.apex === apex && each.position !== null ? [each.position] : [],
      );
      await takeovers.acceptTakeover(apex, { over: [...new Set(over)], generation, serial });
      reply.code(202);
      return takeoverView(apex, doubt);
    },
  );

  refuseOtherMethods(app, "/zones/:apex/takeover", ["GET", "HEAD", "POST"]);
}

const notInDoubt = (message: string): DomainError => new DomainError("takeover-mismatch", message);

function takeoverView(apex: string, doubt: ZoneDoubt | undefined): TakeoverView {
  if (doubt === undefined) return { apex, doubt: null };
  return { apex, doubt: { ...doubt, since: timeText(doubt.since) } };
}
