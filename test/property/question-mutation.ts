import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, type Name, nameOf, parentName } from "../../src/zone/name.ts";
import type { QuestionStep } from "./zone-arbitrary.ts";

const NULL = Uint8Array.of(0);
const TILDE = Uint8Array.of(0x7e);
const ASTERISK = Uint8Array.of(0x2a);

/** The name that a question asks for, made from `base`; `base` itself where the other would be none. */
export function mutated(base: Name, { mutation, labels, caseBits }: QuestionStep): Name {
  return withCase(attempt(base, mutation, labels) ?? base, caseBits);
}

function attempt(
  base: Name,
  mutation: QuestionStep["mutation"],
  labels: readonly Uint8Array[],
): Name | undefined {
  const label = base.subarray(1, 1 + base[0]!);
  const parent = parentName(base);
  switch (mutation) {
    case "itself":
      return base;
    case "null child":
      return fitting([NULL], base);
    case "wildcard child":
      return fitting([ASTERISK], base);
    case "child":
      return fitting(labels.slice(0, 1), base);
    case "grandchild":
      return fitting(labels, base);
    case "octet after":
      return fitting([stepped(label, 1)], parent);
    case "octet before":
      return fitting([stepped(label, -1)], parent);
    case "longer by null":
      return fitting([Buffer.concat([label, NULL])], parent);
    case "longer by tilde":
      return fitting([Buffer.concat([label, TILDE])], parent);
    case "shorter":
      return fitting([label.subarray(0, -1)], parent);
    case "sibling":
      return fitting(labels.slice(0, 1), parent);
    case "wildcard sibling":
      return fitting([ASTERISK], parent);
    case "last sibling":
      // As many \255 as there is room for: nothing can come after it below the parent.
      return fitting([new Uint8Array(Math.max(0, Math.min(63, 254 - parent.length))).fill(0xff)], parent);
  }
}

function fitting(labels: readonly Uint8Array[], parent: Name): Name | undefined {
  const length = labels.reduce((sum, label) => sum + label.length + 1, parent.length);
  const whole = labels.every((label) => label.length > 0 && label.length <= MAX_LABEL_OCTETS);
  return whole && length <= MAX_NAME_OCTETS ? nameOf(labels, parent) : undefined;
}

const stepped = (label: Uint8Array, step: number): Uint8Array => {
  const copy = label.slice();
  if (copy.length > 0) copy[copy.length - 1]! += step;
  return copy;
};

/** Turns letters to upper case by the bits of a number, over and over (0x20). */
function withCase(name: Name, bits: number): Name {
  return name.map((octet, i) =>
    octet >= 0x61 && octet <= 0x7a && ((bits >>> (i % 32)) & 1) === 1 ? octet - 0x20 : octet,
  );
}
