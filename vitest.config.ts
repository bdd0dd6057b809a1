import { defineConfig } from "vitest/config";

/** The scenarios, without the tests of what they are judged by. */
const CHAOS = "test/chaos/*.test.ts";

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "tests",
          include: ["test/**/*.test.ts"],
          exclude: [CHAOS],
          setupFiles: ["test/support/property-seed.ts"],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // After the others and one file at a time: servers that fail on purpose want the machine to themselves.
        test: {
          name: "chaos",
          include: [CHAOS],
          sequence: { groupOrder: 2 },
          fileParallelism: false,
          testTimeout: 180_000,
        },
      },
    ],
  },
});
