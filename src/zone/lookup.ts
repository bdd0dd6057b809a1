import type { HashedName } from "./hashed-name.ts";
import { NodeKind } from "./replica/node.ts";
import { type Address, NO_ADDRESS } from "./replica/slabs.ts";
import { RrType } from "./rr-type.ts";
import type { Rrset } from "./rrset.ts";
import type { Zone } from "./zone.ts";

/** What a zone says to a question. Labels are indices into the question's name. */
export type Lookup =
  /** A payment name and its TXT RRset, in the replica. */
  | { readonly kind: "payment"; readonly node: Address }
  /** One of the zone's own RRsets. */
  | { readonly kind: "own"; readonly rrset: Rrset }
  /** The name exists, the type does not; `types` are the name's true types, RRSIG and NSEC included. */
  | { readonly kind: "no-data"; readonly types: readonly number[] }
  /** The name does not exist: the closest encloser does, the next closer name, one label longer, does not (RFC 4592 §3.3.1). */
  | { readonly kind: "name-error"; readonly closestEncloser: number; readonly nextCloser: number }
  /** The name is not in the zone. */
  | { readonly kind: "out-of-zone" };

/** RFC 4470 §2 and RFC 4034 §4.1.2: an owner of NSEC has at least RRSIG and NSEC; an empty non-terminal has only these. */
export const DENIAL_TYPES: readonly number[] = Object.freeze([RrType.RRSIG, RrType.NSEC]);
const PAYMENT_TYPES: readonly number[] = Object.freeze([RrType.TXT, RrType.RRSIG, RrType.NSEC]);

const OUT_OF_ZONE: Lookup = Object.freeze({ kind: "out-of-zone" });

/** The true types of the name at a node. */
export function typesAt(zone: Zone, node: Address): readonly number[] {
  switch (zone.replica.kind(node)) {
    case NodeKind.Payment:
      return PAYMENT_TYPES;
    case NodeKind.Own:
      return zone.owners[zone.replica.ownIndex(node)]!.types;
    default:
      return DENIAL_TYPES;
  }
}

/** Answers a question from the zone's copy in memory. */
export function lookup(zone: Zone, name: HashedName, type: number): Lookup {
  const apexLabel = name.labels - zone.apexLabels;
  if (apexLabel < 0 || !name.endsWith(apexLabel, zone.apex)) return OUT_OF_ZONE;
  const node = zone.replica.find(name, 0, apexLabel);
  if (node === NO_ADDRESS) return nameError(zone, name, apexLabel);
  const kind = zone.replica.kind(node);
  if (kind === NodeKind.Payment && type === RrType.TXT) return { kind: "payment", node };
  if (kind === NodeKind.Own) {
    const rrset = zone.owners[zone.replica.ownIndex(node)]!.rrsets.get(type);
    if (rrset !== undefined) return { kind: "own", rrset };
  }
  return { kind: "no-data", types: typesAt(zone, node) };
}

function nameError(zone: Zone, name: HashedName, apexLabel: number): Lookup {
  let closestEncloser = 1;
  // The apex exists: the walk ends there at the latest.
  while (zone.replica.find(name, closestEncloser, apexLabel) === NO_ADDRESS) closestEncloser++;
  return { kind: "name-error", closestEncloser, nextCloser: closestEncloser - 1 };
}
