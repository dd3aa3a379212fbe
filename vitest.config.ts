import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Many tests wait for servers: one worker for two processors leaves both idle.
    maxWorkers: 2,
    include: ["test/**/*.test.ts"],
    reporters: ["default", ["json", {
      outputFile: ".loadline/test-results.json",
    }]],
    // Kernels and browsers start slowly on a busy machine; nothing here measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
