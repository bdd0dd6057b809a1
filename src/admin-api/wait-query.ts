import { z } from "zod";
import { readInput } from "./read-input.ts";

const waitQuery = z.strictObject({ wait: z.literal("all", { error: "write wait=all" }).optional() });

/** Whether the query of a write says `wait=all`. Throws RequestError `request-invalid` for what else it says. */
export const waitsForAll = (query: unknown): boolean => readInput(waitQuery, query).wait === "all";
