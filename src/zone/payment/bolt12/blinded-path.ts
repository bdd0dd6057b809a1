import { hex } from "@scure/base";
import { isCurvePoint } from "../curve-point.ts";
import { unsignedInteger } from "./big-size.ts";
import type { ReportFault } from "./offer-fault.ts";

/** Who a payer's message goes to first: a node, or the node at one end of a channel. */
export type Introduction =
  | { readonly kind: "node"; readonly nodeId: string }
  | {
      readonly kind: "channel";
      /** 0 for the node that the channel's announcement names first, 1 for the other. */
      readonly direction: 0 | 1;
      /** Block, transaction and output of the funding, such as `1x2x3` (BOLT 7). */
      readonly scid: string;
    };

/** A hop of a blinded path; all in hex. */
export interface BlindedHop {
  readonly blindedNodeId: string;
  readonly encryptedRecipientData: string;
}

/** A way to the issuer that does not tell who it is (BOLT 4, Route Blinding). Points in hex, compressed. */
export interface BlindedPath {
  readonly introduction: Introduction;
  readonly pathKey: string;
  /** At least one. */
  readonly hops: readonly BlindedHop[];
}

export const POINT_OCTETS = 33;
const CHANNEL_OCTETS = 9;

/** How far a value is read. */
interface Cursor {
  readonly octets: Uint8Array;
  /** Where the value begins in the stream. */
  readonly start: number;
  next: number;
}

/** The paths that a value holds one after the other. `start` is the value's place in the stream, in octets. */
export function readBlindedPaths(octets: Uint8Array, start: number, report: ReportFault): BlindedPath[] {
  const paths: BlindedPath[] = [];
  const cursor: Cursor = { octets, start, next: 0 };
  if (octets.length === 0) {
    report("offer-paths-empty", "the list of blinded paths is empty: leave it out, or give a path", start);
  }
  while (cursor.next < octets.length) {
    const place = cursor.start + cursor.next;
    const path = readPath(cursor, report);
    if (path === "cut short") {
      const detail = `blinded path ${paths.length + 1} ends before all of its hops: copy the whole offer again`;
      report("offer-path-truncated", detail, place);
    }
    if (typeof path === "string") return paths;
    if (path.hops.length === 0) {
      const detail = `blinded path ${paths.length + 1} has no hops and leads nowhere: make the offer anew`;
      report("offer-path-without-hops", detail, place);
    }
    paths.push(path);
  }
  return paths;
}

function readPath(cursor: Cursor, report: ReportFault): BlindedPath | "cut short" | "unreadable" {
  const introduction = readIntroduction(cursor, report);
  if (typeof introduction === "string") return introduction;
  const pathKey = readPoint(cursor, "the path key", report);
  const [count] = take(cursor, 1) ?? [];
  if (pathKey === undefined || count === undefined) return "cut short";
  const hops: BlindedHop[] = [];
  while (hops.length < count) {
    const hop = readHop(cursor, report);
    if (hop === undefined) return "cut short";
    hops.push(hop);
  }
  return Object.freeze({ introduction, pathKey, hops: Object.freeze(hops) });
}

/** BOLT 1, sciddir_or_pubkey: the first octet tells a channel's end (0, 1) from a point (2, 3). */
function readIntroduction(cursor: Cursor, report: ReportFault): Introduction | "cut short" | "unreadable" {
  const first = cursor.octets[cursor.next]!;
  if (first > 3) {
    const detail = `a blinded path begins with a channel (0, 1) or a point (2, 3), not with ${first}: make the offer anew`;
    report("offer-path-introduction-invalid", detail, cursor.start + cursor.next);
    return "unreadable";
  }
  if (first === 2 || first === 3) {
    const nodeId = readPoint(cursor, "the introduction node", report);
    return nodeId === undefined ? "cut short" : Object.freeze({ kind: "node", nodeId });
  }
  const channel = take(cursor, CHANNEL_OCTETS);
  if (channel === undefined) return "cut short";
  const scid = [channel.subarray(1, 4), channel.subarray(4, 7), channel.subarray(7)].map(unsignedInteger);
  return Object.freeze({ kind: "channel", direction: first === 0 ? 0 : 1, scid: scid.join("x") });
}

function readHop(cursor: Cursor, report: ReportFault): BlindedHop | undefined {
  const blindedNodeId = readPoint(cursor, "a blinded node id", report);
  const length = take(cursor, 2);
  if (blindedNodeId === undefined || length === undefined) return undefined;
  const data = take(cursor, Number(unsignedInteger(length)));
  if (data === undefined) return undefined;
  return Object.freeze({ blindedNodeId, encryptedRecipientData: hex.encode(data) });
}

function readPoint(cursor: Cursor, what: string, report: ReportFault): string | undefined {
  const place = cursor.start + cursor.next;
  const point = take(cursor, POINT_OCTETS);
  if (point === undefined) return undefined;
  checkPoint(point, `${what} of a blinded path`, place, report);
  return hex.encode(point);
}

/** Reports what is no point of the curve. */
export function checkPoint(octets: Uint8Array, what: string, place: number, report: ReportFault): void {
  if (!isCurvePoint(octets)) {
    report("offer-point-invalid", `${what} is not a point of secp256k1: copy the whole offer again`, place);
  }
}

/** The next octets, if there are so many. */
function take(cursor: Cursor, length: number): Uint8Array | undefined {
  const end = cursor.next + length;
  if (end > cursor.octets.length) return undefined;
  const taken = cursor.octets.subarray(cursor.next, end);
  cursor.next = end;
  return taken;
}
