import { describe, test } from "vitest";
import { hasCommand } from "./foreign-process.ts";

/**
 * A `describe` for tests that need these commands. Where one is not installed it is skipped, with the reason in its title; with
 * CI=true it fails.
 */
export function describeInstalled(commands: readonly string[], title: string, body: () => void): void {
  const missing = commands.filter((command) => !hasCommand(command));
  const reason = `${missing.join(", ")} not installed (npm run test:setup)`;
  if (missing.length === 0) {
    describe(title, body);
  } else if (process.env["CI"] === "true") {
    describe(title, () => {
      test("has what it needs", () => {
        throw new Error(reason);
      });
    });
  } else {
    describe.skip(`${title} (skipped: ${reason})`, body);
  }
}
