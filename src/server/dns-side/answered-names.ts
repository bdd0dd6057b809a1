import type { Name } from "../../zone/name.ts";
import { ownerBelow, userOf } from "../../zone/payment/payment-name.ts";
import { txtText } from "../../zone/rdata/txt.ts";
import type { Address } from "../../zone/replica/slabs.ts";
import type { Zone } from "../../zone/zone.ts";
import type { AnsweredName } from "./messages.ts";

/** A name of a zone, and where it stands in the zone's replica. */
export interface Placed {
  readonly owner: Name;
  readonly node: Address;
}

/** The payment names after `name` in canonical order that have not expired at `now`. It holds until the zone's next change. */
export function* namesAfter({ replica }: Zone, name: Name, now: number): Generator<Placed, undefined> {
  for (const node of replica.after(name)) {
    if (!replica.hasExpired(node, now)) yield { owner: replica.owner(node), node };
  }
}

/** At most `limit` names after the user `after`, who need not be there any more; null is before all. */
export function pageOf(zone: Zone, after: string | null, limit: number, now: number): AnsweredName[] {
  const from = after === null ? zone.apex : ownerBelow(after, zone.userBase);
  const page: AnsweredName[] = [];
  for (const { owner, node } of namesAfter(zone, from, now)) {
    if (page.length >= limit) break;
    page.push(answeredName(zone, owner, node));
  }
  return page;
}

const answeredName = ({ replica, userBase }: Zone, owner: Name, node: Address): AnsweredName => ({
  user: userOf(owner, userBase),
  uri: txtText(replica.rdata(node)),
  ttl: replica.ttl(node),
  expiresAt: replica.expiresAt(node) || null,
  revision: replica.revisionAt(node),
});
