import { defineConfig } from "vitest/config";

/** Tests that start programs, servers, browsers or kernels, or work through large records. */
const slow: string[] = [];

export default defineConfig({
  test: {
    // Many tests wait for servers: one worker for two processors leaves both idle.
    maxWorkers: 2,
    reporters: ["default", ["json", {
      outputFile: ".loadline/test-results.json",
    }]],
    projects: [
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: slow,
          testTimeout: 5000,
        },
      },
      {
        test: {
          name: "slow",
          include: slow,
          // Kernels and browsers start slowly on a busy machine; nothing here measures time.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
