import { isDeepStrictEqual } from "node:util";
import { DomainError } from "../errors.ts";
import { nestedZone } from "../nested-zones.ts";
import type { Store, TokenRecord } from "../store/port.ts";
import { importUnderWay } from "../store/refusal.ts";
import type { TransferStore } from "../store/transfer-port.ts";
import type { FileContents, FiledZone } from "./check-export.ts";

/** What is to be done about a zone of the file. */
export interface ZonePlan {
  readonly zone: FiledZone;
  /** `there`: the very zone is in the store already. `begun`: an earlier import of this file was cut short. */
  readonly state: "new" | "begun" | "there";
  /** How many names and releases are in already. */
  readonly entries: number;
  /** Whether an unfinished import out of another file is to be thrown away. */
  readonly discards: boolean;
}

export interface ImportPlan {
  readonly zones: readonly ZonePlan[];
  /** Those that are not there yet. */
  readonly tokens: readonly TokenRecord[];
  /** How many tokens are there already. */
  readonly tokensThere: number;
  /** Everything that stands against the import. */
  readonly conflicts: readonly DomainError[];
}

export interface ImportChoice {
  /** Which zones of the file to import; undefined: all. */
  readonly apexes: readonly string[] | undefined;
  readonly tokens: boolean;
  /** Throw away unfinished imports out of other files. */
  readonly discard: boolean;
}

/** What an import of the file into the store would do. Changes nothing. `store` is undefined where there is none yet. */
export async function planImport(
  store: (Store & TransferStore) | undefined,
  contents: FileContents,
  { apexes, tokens, discard }: ImportChoice,
): Promise<ImportPlan> {
  const conflicts: DomainError[] = [];
  const there = (await store?.zones()) ?? [];
  const zones: ZonePlan[] = [];
  for (const zone of contents.zones) {
    const { apex } = zone;
    if (apexes !== undefined && !apexes.includes(apex)) continue;
    const underWay = await store?.importUnderWay(apex);
    const held = there.find((each) => each.apex === apex);
    const isOwn = underWay?.digest === contents.digest;
    if (held === undefined) {
      const nested = nestedZone(apex, there);
      if (nested !== undefined) conflicts.push(nesting(apex, nested.apex));
      if (underWay !== undefined && !isOwn && !discard) conflicts.push(importUnderWay(apex));
    } else if (!isSame(zone, held)) conflicts.push(otherZone(zone, held));
    const begun = isOwn ? "begun" : "new";
    zones.push({
      zone,
      state: held === undefined ? begun : "there",
      entries: isOwn ? underWay.entries : 0,
      discards: underWay !== undefined && !isOwn,
    });
  }
  const wanted = tokens ? contents.tokens : [];
  const known = wanted.length === 0 ? [] : ((await store?.tokens()) ?? []);
  const byName = new Map(known.map((token) => [token.name, token]));
  const byDigest = new Map(known.map((token) => [token.digest, token]));
  const missing = wanted.filter((token) => !isDeepStrictEqual(byName.get(token.name), token));
  for (const { name, digest } of missing) {
    const held = byName.get(name) ?? byDigest.get(digest);
    if (held !== undefined) conflicts.push(otherToken(name, held.name));
  }
  return { zones, tokens: missing, tokensThere: wanted.length - missing.length, conflicts };
}

type Version = Pick<FiledZone, "generation" | "serial" | "names">;

const isSame = (zone: Version, held: Version): boolean =>
  zone.generation === held.generation && zone.serial === held.serial && zone.names === held.names;

const otherZone = ({ apex, generation, serial }: FiledZone, held: Version): DomainError =>
  new DomainError(
    "zone-taken",
    generation === held.generation
      ? `the zone ${apex} is there already, at serial ${held.serial}; the file has it at serial ${serial}`
      : `another zone ${apex} is there already`,
  );

const nesting = (apex: string, other: string): DomainError =>
  new DomainError("zone-taken", `${apex} and the zone ${other}, which is there, lie one within the other`);

const otherToken = (name: string, held: string): DomainError =>
  new DomainError(
    "token-taken",
    name === held
      ? `there is another token "${name}" already`
      : `the token "${name}" is there already under the name "${held}"`,
  );
