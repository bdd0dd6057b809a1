import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToNumberBE } from "@noble/curves/utils.js";

const { p, b } = secp256k1.Point.CURVE();

const X_OCTETS = 32;

/**
 * Whether the octets are a point of secp256k1 in SEC 1 compressed form: 33 octets, the first 2 or 3. Any other length,
 * prefix or x-coordinate is none; never throws.
 */
export const isCurvePoint = (octets: Uint8Array): boolean =>
  (octets[0] === 2 || octets[0] === 3) && isXOnlyPoint(octets.subarray(1));

/** Whether the octets are the x-coordinate of a point of secp256k1: 32 octets, below p (BIP-340, lift_x). Never throws. */
export function isXOnlyPoint(octets: Uint8Array): boolean {
  if (octets.length !== X_OCTETS) return false;
  const x = bytesToNumberBE(octets);
  // An offer of 4096 characters holds 77 points. Whether a root exists is told by the Jacobi symbol in a third of the
  // time that it takes to find the root, as `Point.fromBytes` does; nobody here needs y.
  return x < p && jacobiSymbol((x ** 3n + b) % p, p) === 1;
}

/** The Jacobi symbol (a/n) for odd n > 0 and 0 ≤ a < n: for a prime n, 1 where a is a square other than 0. */
function jacobiSymbol(a: bigint, n: bigint): number {
  let sign = 1;
  let upper = a;
  let lower = n;
  while (upper !== 0n) {
    let twos = 0n;
    while (((upper >> twos) & 1n) === 0n) twos += 1n;
    upper >>= twos;
    const lowerMod8 = lower & 7n;
    // (2/n) is −1 where n is 3 or 5 modulo 8.
    if ((twos & 1n) === 1n && (lowerMod8 === 3n || lowerMod8 === 5n)) sign = -sign;
    // Quadratic reciprocity: turning the symbol over changes its sign where both are 3 modulo 4.
    if ((upper & 3n) === 3n && (lower & 3n) === 3n) sign = -sign;
    [upper, lower] = [lower % upper, upper];
  }
  return lower === 1n ? sign : 0;
}
