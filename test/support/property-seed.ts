import fc from "fast-check";

/** A run that decides over a change is to be the same for the same sources; everywhere else each run tries other cases. */
const SEED = 20_260_101;

if (process.env["CI"] === "true") fc.configureGlobal({ seed: SEED });
