import type { Contents, Part } from "./contents.ts";
import type { Instruction } from "./instruction.ts";

/** A value as JSON has it: 64-bit integers as decimal text, for a reader's numbers may not hold them. */
export type Json<Value> = Value extends bigint
  ? string
  : Value extends readonly (infer Item)[]
    ? Json<Item>[]
    : Value extends object
      ? { -readonly [Key in keyof Value]: Json<Value[Key]> }
      : Value;

/** What a payment URI holds, for people and programs to look at. */
export interface ContentsView {
  /** In the order of the URI, with the key that each stands under (the body has none). */
  instructions: (Json<Instruction> & { key: string })[];
  /** Everything else, in order. */
  parameters: { key: string; required: boolean; value: string | null }[];
}

export const contentsView = (contents: Contents): ContentsView => ({
  instructions: contents.flatMap(({ key, instruction }) =>
    instruction === undefined ? [] : [{ key, ...(jsonOf(instruction) as Json<Instruction>) }],
  ),
  parameters: contents
    .filter(({ instruction, isFaulty }) => instruction === undefined && !isFaulty)
    .map(parameterView),
});

const parameterView = ({ key, required, value }: Part): ContentsView["parameters"][number] => ({
  key,
  required,
  value: value ?? null,
});

function jsonOf(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]));
}
