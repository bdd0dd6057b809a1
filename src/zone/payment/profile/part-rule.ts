import type { Part } from "../contents.ts";
import type { DeviationCode, Remark } from "./deviation.ts";

/** A rule on each part of a record by itself: a remark where the part breaks it. */
export interface PartRule {
  readonly code: DeviationCode;
  readonly isAllowed?: true;
  readonly remark: (part: Part) => Remark | undefined;
}
