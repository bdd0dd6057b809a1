import type { Fault } from "../errors.ts";
import { compose, hasInstruction, type Ingredients, ingredientsOf } from "./compose.ts";
import { type Contents, endOfContents, uriOf } from "./contents.ts";
import { FaultList } from "./fault.ts";
import type { InstructionContext } from "./instruction.ts";
import { deviationsOf } from "./profile/deviations.ts";
import type { Profile } from "./profile/profile.ts";
import type { Reader } from "./profile/readers.ts";
import { readContents } from "./read-contents.ts";
import { MAX_URI_OCTETS } from "./uri/parse.ts";

/** What a registration brings: a finished URI, or what to compose one from. */
export interface PaymentInput extends Ingredients {
  readonly uri?: string | undefined;
}

/** What is worth saying of a record that is good. */
export interface Warning extends Fault {
  /** Who is known to refuse or misread the record for it. */
  readonly readers: readonly Reader[];
}

/** What is to be published, and what there is to say of it. */
export interface Publication {
  /** In canonical form; only to be published where there are no faults. */
  readonly uri: string;
  readonly contents: Contents;
  /** When the first instruction ends, in Unix seconds, or null. */
  readonly endsAt: number | null;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Warning[];
}

export interface PublicationContext extends InstructionContext {
  readonly profile: Profile;
}

/**
 * Reads what a caller wants published by every rule of the BIPs, and by the profile's: in `universal` what some wallet does
 * not accept is a fault, in `spec` a warning. Faults and warnings point into `input` and are all there are. Never throws.
 */
export function publicationOf(input: PaymentInput, context: PublicationContext): Publication {
  const faults: Fault[] = [];
  const contents = contentsOf(input, context, faults);
  const warnings: Warning[] = addressWarnings(contents);
  // Of a record that is refused anyway, what is missing is missing because it is at fault.
  const readable = faults.length === 0;
  for (const { code, detail, readers, place, isAllowed, isOfWhole } of deviationsOf(contents)) {
    if (!readable && isOfWhole) continue;
    if (context.profile === "universal" && !isAllowed) faults.push({ code, ...place, detail });
    else warnings.push({ code, ...place, detail, readers });
  }
  const uri = uriOf(contents);
  if (readable && uri.length > MAX_URI_OCTETS) {
    const detail = `the URI has ${uri.length} octets; ${MAX_URI_OCTETS} at most: leave something out`;
    faults.push({ code: "uri-too-long", pointer: input.uri === undefined ? "" : "/uri", detail });
  }
  return { uri, contents, endsAt: endOfContents(contents), faults, warnings };
}

function contentsOf(input: PaymentInput, context: InstructionContext, faults: Fault[]): Contents {
  const ingredients = ingredientsOf(input);
  if (input.uri === undefined && !hasInstruction(input)) {
    const detail = "give what is to be paid: `offer`, `address`, `silentPayment`, or a whole `uri`";
    faults.push({ code: "instructions-missing", pointer: "", detail });
  }
  if (input.uri !== undefined && ingredients.length > 0) {
    const detail = `put it into the \`uri\`, or leave that out: they are not mixed`;
    for (const name of ingredients)
      faults.push({ code: "instructions-ambiguous", pointer: `/${name}`, detail });
  }
  const lists = new Map<string, FaultList<string>>();
  const listOf = (pointer: string): FaultList<string> => {
    const list = lists.get(pointer) ?? new FaultList<string>();
    lists.set(pointer, list);
    return list;
  };
  const contents =
    input.uri === undefined
      ? compose(input, context, (name) => listOf(`/${name}`))
      : readContents(input.uri, "/uri", context, listOf("/uri"));
  for (const [pointer, { found }] of lists) faults.push(...found.map((fault) => ({ pointer, ...fault })));
  return contents;
}

/** BIP-353: addresses "SHOULD be rotated" after each payment, or left out: who reuses one shows his income to everybody. */
const addressWarnings = (contents: Contents): Warning[] =>
  contents.flatMap(({ instruction, place }) =>
    instruction?.kind === "address" ? [{ code: "address-reused", detail: REUSE, ...place, readers: [] }] : [],
  );
const REUSE =
  "everyone can see what is paid to an address: change it after each payment, with a short TTL, or leave it out";
