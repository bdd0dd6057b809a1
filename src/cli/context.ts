import type { Output } from "./output.ts";
import type { Surroundings } from "./surroundings.ts";

/** What each command is made with. */
export interface CommandContext {
  readonly surroundings: Surroundings;
  readonly output: Output;
}
