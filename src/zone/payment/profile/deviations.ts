import { quoted } from "../../quoted.ts";
import type { Contents } from "../contents.ts";
import type { Deviation } from "./deviation.ts";
import { INSTRUCTION_RULES } from "./instruction-rules.ts";
import { KEY_RULES } from "./key-rules.ts";
import { RECORD_RULES } from "./record-rules.ts";

/** Everything in which a record goes beyond what every wallet accepts. A remark on the whole of it has no position. */
export function deviationsOf(contents: Contents): readonly Deviation[] {
  const ofParts = contents.flatMap((part) =>
    [...KEY_RULES, ...INSTRUCTION_RULES].flatMap(({ code, isAllowed = false, remark }) => {
      const said = remark(part);
      return said === undefined ? [] : [{ code, isAllowed, isOfWhole: false, place: part.place, ...said }];
    }),
  );
  const pointers = new Set(contents.map(({ place }) => place.pointer));
  const pointer = pointers.size === 1 ? [...pointers][0]! : "";
  const ofRecord = RECORD_RULES.flatMap(({ code, isAllowed = false, remark }) => {
    const said = remark(contents);
    return said === undefined ? [] : [{ code, isAllowed, isOfWhole: true, place: { pointer }, ...said }];
  });
  return [...ofParts, ...duplicates(contents), ...ofRecord];
}

function duplicates(contents: Contents): readonly Deviation[] {
  const seen = new Set<string>();
  return contents.flatMap(({ key, place }): Deviation[] => {
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const detail = `${quoted(key)} is there already, and readers take the first or the last: give it once`;
    const readers = ["sparrow", "zeus", "cake", "lexe", "phoenix", "boltz", "breez-liquid"] as const;
    const code = "profile-duplicate-parameter";
    return [{ code, isAllowed: false, isOfWhole: false, place, detail, readers }];
  });
}
