import fc from "fast-check";
import { canonicalName, MAX_NAME_OCTETS, type Name, nameOf } from "../../src/zone/name.ts";

/** Label lists that make a name: what passes 255 octets is cut off. */
const fitting = (labels: Uint8Array[]): Uint8Array[] => {
  let octets = 1;
  return labels.filter((label) => {
    octets += label.length + 1;
    return octets <= MAX_NAME_OCTETS;
  });
};

/** Any labels, many of them long. */
const anyLabels = fc.array(fc.uint8Array({ minLength: 1, maxLength: 63 }), { maxLength: 130 }).map(fitting);

/** Labels of few, tricky octets (length octets, both cases, the neighbours of the letters), so that names meet. */
export const closeLabels = fc
  .array(
    fc.array(fc.constantFrom(0x00, 0x01, 0x02, 0x40, 0x41, 0x5a, 0x5b, 0x61, 0x7a, 0xff), {
      minLength: 1,
      maxLength: 3,
    }),
    {
      maxLength: 4,
    },
  )
  .map((labels) => labels.map((label) => Uint8Array.from(label)));

export const labels = fc.oneof(anyLabels, closeLabels);
export const anyName: fc.Arbitrary<Name> = labels.map((list) => nameOf(list));
export const ourName: fc.Arbitrary<Name> = anyName.map(canonicalName);
