import type { DomainErrorCode, Fault } from "../zone/errors.ts";
import { hasExpired } from "../zone/expiry.ts";
import { type Claim, isHeld, isReleaseHeld } from "./claim.ts";
import { HELD_REMEDY } from "./create-name.ts";
import type { ZoneStore } from "./ports.ts";

/** What would keep a name from being made as things stand; it may be otherwise a moment later. */
export async function standingFaults(
  store: Pick<ZoneStore, "get" | "released">,
  apex: string,
  user: string,
  claim: Claim,
  now: number,
): Promise<readonly Fault[]> {
  const there = await store.get(apex, user);
  const fault = (code: DomainErrorCode, detail: string): Fault[] => [{ code, pointer: "/name", detail }];
  if (there !== undefined && !hasExpired(there, now)) {
    return fault("name-taken", `the name "${user}" is taken`);
  }
  const former = there === undefined ? await store.released(apex, user) : undefined;
  const held =
    there === undefined ? former !== undefined && isReleaseHeld(former, claim) : isHeld(there, claim);
  return held ? fault("name-held", `"${user}" is kept for who had it: ${HELD_REMEDY}`) : [];
}
