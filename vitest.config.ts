import { dirname, resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** Rooms whose tests start no program and open no connection. */
const fast = [
  "test/docs.test.ts",
  "test/analysis/{charts,integrity,monitoring,overview,results,series,trend}/**/*.test.ts",
  "test/{bench,figures,ingest,record,report,statistics}/**/*.test.ts",
  "test/lab/{plan,system}/**/*.test.ts",
  "test/systems/support/**/*.test.ts",
  "test/scripts/{jsr,package,settings_help}.test.ts",
];

/** Tests in these rooms that do so, or read large inputs. */
const slowInFastRooms = [
  "test/analysis/trend/false_alarms.test.ts",
  "test/figures/plot.test.ts",
  "test/ingest/loadline_record.test.ts",
  "test/ingest/ginkgo/measurements.test.ts",
  "test/report/html/page_script/{figure_cells,figures,table_tools}.test.ts",
  "test/record/disk/write.test.ts",
  "test/systems/support/runtime_limits.test.ts",
];

/**
 * Tests that take long, although they compute from files alone: nothing that is installed and no user makes them differ,
 * so that `scripts/fresh_machine.sh` does without them.
 */
const computing = [
  "test/analysis/{answers,claimed,comparison,control_plane,forwarding,platform,recorded,recovery,scaling,validity}/**/*.test.ts",
  "test/compare/**/*.test.ts",
  "test/experiments/platform/**/*.test.ts",
  "test/ingest/{memory,mutated_bytes,mutations}.test.ts",
  "test/publish/committed_{layout,reports}.test.ts",
  "test/run_report/**/*.test.ts",
  "test/systems/simulator/**/*.test.ts",
];

/** Programs, kernels and browsers take twenty times as long on a busy machine; nothing here measures time. */
const patient = { testTimeout: 300_000, hookTimeout: 300_000 };

/** Lets Vite read imports `with { type: "text" }` as Deno does: as text, of a style sheet as well. */
const textImports = {
  name: "text imports",
  enforce: "pre" as const,
  transform: (code: string) =>
    code.replace(
      / from "([^"]+)" with \{\s*type: "text",?\s*\}/g,
      ' from "text:$1"',
    ),
  resolveId: (source: string, importer: string | undefined) =>
    source.startsWith("text:")
      // Under another ending, as Vite has its own reading of style sheets.
      ? `\0${resolve(dirname(importer ?? ""), source.slice(5))}.text`
      : null,
  load: (id: string) =>
    /^\0.*\.text$/.test(id)
      ? `export default ${
        JSON.stringify(Deno.readTextFileSync(id.slice(1, -5)))
      }`
      : null,
};

export default defineConfig({
  plugins: [textImports],
  test: {
    // Many tests wait for servers: as many workers as processors leave a third of their time unused (two are the least of CI).
    maxWorkers: 3,
    reporters: ["default", ["json", {
      outputFile: ".loadline/test-results.json",
    }]],
    projects: [
      {
        test: {
          name: "fast",
          include: fast,
          exclude: [...slowInFastRooms, ...computing],
          setupFiles: ["test/testing/pure.ts"],
          isolate: false,
          // Each takes a second at most; a machine may be twenty times slower.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "slow",
          include: ["test/**/*.test.ts"],
          exclude: [...fast, ...computing],
          ...patient,
        },
      },
      {
        test: {
          name: "computing",
          include: computing,
          globalSetup: ["test/testing/committed_store.ts"],
          ...patient,
        },
      },
      {
        test: {
          name: "slow, in fast rooms",
          include: slowInFastRooms,
          ...patient,
        },
      },
    ],
  },
});
