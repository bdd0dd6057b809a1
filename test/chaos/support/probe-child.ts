import { startProbing } from "./probing.ts";

/*
 * The probe's process: what the test's own event loop does not disturb.
 */

const probing = startProbing();
process.on("message", (message) => {
  const report = probing.tell(message as Parameters<typeof probing.tell>[0]);
  if (report !== undefined) process.send?.(report);
});
process.on("disconnect", () => process.exit());
