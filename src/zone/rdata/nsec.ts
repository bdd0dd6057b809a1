import type { Name } from "../name.ts";
import { RrType } from "../rr-type.ts";
import { defineRdata } from "./define-rdata.ts";
import { decodeTypeBitmap, encodeTypeBitmap } from "./type-bitmap.ts";

/** RFC 4034 §4.1. `types` are encoded from any order and decoded in ascending order. */
export interface NsecFields {
  readonly nextDomainName: Name;
  readonly types: readonly number[];
}

/** Lists of types that are frozen are encoded once: denials have few, and are made while somebody waits. */
const bitmaps = new WeakMap<readonly number[], Uint8Array>();

function bitmapOf(types: readonly number[]): Uint8Array {
  const known = bitmaps.get(types);
  if (known !== undefined) return known;
  const bitmap = encodeTypeBitmap(types);
  if (Object.isFrozen(types)) bitmaps.set(types, bitmap);
  return bitmap;
}

export const nsecRdata = defineRdata<NsecFields>(
  RrType.NSEC,
  (writer, { nextDomainName, types }) => {
    // RFC 6840 §5.1: names in NSEC RDATA "are not downcased"; the case that is given is the case that is signed.
    writer.octets(nextDomainName).octets(bitmapOf(types));
  },
  (reader) => ({ nextDomainName: reader.name(), types: decodeTypeBitmap(reader) }),
);
