import { expect } from "vitest";
import { covers, type ReferenceNsec } from "./reference-nsec.ts";
import {
  isAtOrBelow,
  labelsIn,
  nameFromKey,
  type OrderKey,
  oneLabelBelow,
  parentKey,
  wildcardKey,
} from "./reference-order.ts";
import type { Verdict } from "./reference-verifier.ts";

export const TYPE = {
  A: 1,
  NS: 2,
  SOA: 6,
  TXT: 16,
  AAAA: 28,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  CDS: 59,
  CDNSKEY: 60,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
} as const;

/** RFC 4470 §2: what an NSEC shows at a name without records. */
const DENIAL_ONLY: readonly number[] = [TYPE.RRSIG, TYPE.NSEC];

/** BIP-353's alphabet, as it is in keys: labels of a–z, 0–9, "-" and "_". */
const PAYMENT_NAME = /^((2d|3[0-9]|5f|6[1-9a-f]|7[0-9a])+ )+$/;

export type Truth =
  | { readonly claim: "refused" | "answer" | "nodata" }
  | { readonly claim: "nxdomain"; readonly closestEncloser: OrderKey };

/** What a zone says, by a plain list of its names. Empty non-terminals are derived anew whenever they are asked for. */
export class ReferenceZone {
  readonly apex: OrderKey;
  readonly #records = new Map<OrderKey, readonly number[]>();
  #existing: ReadonlyMap<OrderKey, ReadonlySet<number>> | undefined;

  constructor(apex: OrderKey) {
    this.apex = apex;
  }

  put(name: OrderKey, types: readonly number[]): void {
    this.#records.set(name, types);
    this.#existing = undefined;
  }

  delete(name: OrderKey): void {
    this.#records.delete(name);
    this.#existing = undefined;
  }

  /** Names with a record of this type. */
  ownersOf(type: number): readonly OrderKey[] {
    return [...this.#records].filter(([, types]) => types.includes(type)).map(([name]) => name);
  }

  /** Every name that exists (RFC 4592 §2.2.2: with records, or with a name below), and its types as NSEC shows them. */
  get existing(): ReadonlyMap<OrderKey, ReadonlySet<number>> {
    if (this.#existing !== undefined) return this.#existing;
    const existing = new Map<OrderKey, ReadonlySet<number>>();
    for (const name of this.#records.keys())
      for (let at = name; isAtOrBelow(at, this.apex); at = parentKey(at)) {
        existing.set(at, new Set([...(this.#records.get(at) ?? []), ...DENIAL_ONLY]));
        if (at === "") break;
      }
    this.#existing = existing;
    return existing;
  }

  /** What is true of a question. The zone has no wildcards. */
  truth(name: OrderKey, type: number): Truth {
    if (!isAtOrBelow(name, this.apex)) return { claim: "refused" };
    const types = this.existing.get(name);
    if (types !== undefined) {
      const answered = types.has(type) || (type === TYPE.ANY && types.size > DENIAL_ONLY.length);
      return { claim: answered ? "answer" : "nodata" };
    }
    let closestEncloser = parentKey(name);
    while (!this.existing.has(closestEncloser)) closestEncloser = parentKey(closestEncloser);
    expect(this.existing.has(wildcardKey(closestEncloser)), "a wildcard exists").toBe(false);
    return { claim: "nxdomain", closestEncloser };
  }

  /** Names and types that exist and that an aggressive cache (RFC 8198) with this NSEC would deny. */
  erasedBy(nsec: ReferenceNsec): string[] {
    const erased: string[] = [];
    for (const [name, types] of this.existing) {
      if (covers(nsec, name, this.apex)) erased.push(name);
      if (name !== nsec.owner) continue;
      for (const type of types) if (!nsec.types.has(type)) erased.push(`${name}/${type}`);
    }
    return erased;
  }

  /** Expects an NSEC to say nothing but the truth, and to have the form that RFC 4034 §4 and RFC 4470 §3 ask for. */
  expectTrue(nsec: ReferenceNsec): void {
    expect(this.erasedBy(nsec), "denied, but there").toEqual([]);
    expect(isAtOrBelow(nsec.owner, this.apex) && isAtOrBelow(nsec.next, this.apex), "in the zone").toBe(true);
    expect(nsec.owner < nsec.next || nsec.next === this.apex, "in order").toBe(true);
    // A made-up owner is a name without records to every cache. Nobody may be able to register it, or it hides them; only
    // where no label fits below any more is there no other.
    if (!this.existing.has(nsec.owner) && nameFromKey(nsec.owner).length < 254)
      expect(PAYMENT_NAME.test(nsec.owner.slice(this.apex.length)), "shown without records").toBe(false);
    const upperCase = nsec.nextLabels.some((label) => label.some((octet) => octet >= 0x41 && octet <= 0x5a));
    expect(upperCase, "upper case in the next name").toBe(false);
    expect([...nsec.types].sort(byNumber)).toEqual(
      [...(this.existing.get(nsec.owner) ?? DENIAL_ONLY)].sort(byNumber),
    );
  }

  /** Expects a verified verdict to be the truth, and its proof to be whole. */
  expectVerdict(verdict: Verdict, name: OrderKey, type: number): void {
    const truth = this.truth(name, type);
    expect(verdict.claim).toBe(truth.claim);
    if (verdict.claim === "answer") return;
    for (const nsec of verdict.nsecs) this.expectTrue(nsec);
    if (verdict.claim === "nodata") {
      expect(verdict.nsecs.map(({ owner }) => owner)).toEqual([name]);
      return;
    }
    if (truth.claim !== "nxdomain") return;
    const { closestEncloser } = truth;
    expect(verdict.closestEncloser, "closest encloser").toBe(closestEncloser);
    expect(verdict.nsecs.length).toBeLessThanOrEqual(2);
    const nextCloser = oneLabelBelow(name, closestEncloser);
    expect(labelsIn(nextCloser)).toBe(labelsIn(closestEncloser) + 1);
    for (const denied of [nextCloser, wildcardKey(closestEncloser)]) {
      // RFC 8020: with everything below it, or a deeper name would be a proof of its own.
      const covering = verdict.nsecs.filter(
        (nsec) => covers(nsec, denied, this.apex) && !isAtOrBelow(nsec.next, denied),
      );
      expect(covering, `covers ${denied}`).toHaveLength(1);
    }
  }
}

const byNumber = (a: number, b: number): number => a - b;
