import type { Name } from "./name.ts";

/**
 * An RRset as it is signed and sent: class IN, RDATA as octets in canonical order without duplicates (RFC 4034 §6.3).
 * Owner names are in canonical form; `ttl` is in seconds.
 */
export interface Rrset {
  readonly owner: Name;
  readonly type: number;
  readonly ttl: number;
  readonly rdatas: readonly Uint8Array[];
}

/** RFC 4034 §6.3: RDATA sorts as left-justified unsigned octet sequences; a missing octet sorts before a zero octet. */
const compareOctets = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b);

/** An RRset of these RDATA, sorted and without duplicates. */
export function rrset(owner: Name, type: number, ttl: number, rdatas: readonly Uint8Array[]): Rrset {
  const sorted = [...rdatas].sort(compareOctets);
  const distinct = sorted.filter((rdata, i) => i === 0 || compareOctets(sorted[i - 1]!, rdata) !== 0);
  return Object.freeze({ owner, type, ttl, rdatas: Object.freeze(distinct) });
}
