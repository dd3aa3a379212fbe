import { afterAll, expect, test } from "vitest";
import { measurements } from "../../../src/ingest/ginkgo/measurements.ts";
import { listSources, readSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";
import { findProgram } from "../../testing/programs.ts";

const hasTar = findProgram("tar") !== null;
const testFiles = test.skipIf(!hasTar);
const folder = await Deno.makeTempDir();
afterAll(() => Deno.remove(folder, { recursive: true }));

/** One suite of each period and database, about 60 of the published files. */
if (hasTar) {
  await new Deno.Command("tar", {
    args: [
      "-xzf",
      "data/sources/cf-performance-tests.tar.gz",
      "-C",
      folder,
      "--wildcards",
      "archive/*/go/*.json",
      "results/rails/postgres15/results/users-test-results/*.json",
      "results/rails/mysql/results/roles-test-results/v1/*-1770*.json",
    ],
  }).output();
}
const files = hasTar ? listSources([folder], [".json"]) : [];
const imports = await Promise.all(
  files.map((path) =>
    readWhole(measurements.read(readSource(path), {
      experiment: "cf-api-timings",
      settings: {},
    }))
  ),
);

test.skipIf(!hasTar)(
  "measurements keep every sample of the published files (needs the package tar)",
  async () => {
    expect(files.length).toBeGreaterThan(40);
    for (const [i, path] of files.entries()) {
      const { measurements } = JSON.parse(await Deno.readTextFile(path));
      const samples = Object.values<Record<string, { Results: number[] }>>(
        measurements,
      ).flatMap((named) => Object.values(named)).flatMap(({ Results }) =>
        Results
      );
      const { rows, counts } = imports[i] ?? {};
      expect(rows?.operations.map(({ duration_s }) => duration_s)).toEqual(
        samples,
      );
      expect(counts?.stored).toBe(samples.length);
    }
  },
);

testFiles(
  "summaries of the published files follow from their samples (needs the package tar)",
  () => {
    const codes = imports.flatMap(({ rows }) =>
      rows.warnings.map(({ code }) => code)
    );
    expect(new Set(codes)).toEqual(new Set(["unit-assumed"]));
  },
);

testFiles(
  "cases are named by database, suite and suite version (needs the package tar)",
  () => {
    const cases = new Set(imports.map(({ runs }) => runs[0]?.case_id));
    expect([...cases].toSorted()).toEqual([
      "mysql/audit-events/v1",
      "mysql/roles/v1",
      "postgres/audit-events/v1",
      "postgres/security-groups/v1",
      "postgres15/users/v1",
    ]);
    const implementations = new Set(
      imports.flatMap(({ runs }) => runs[0]?.params ?? [])
        .filter(({ key }) => key === "implementation")
        .map(({ value }) => value),
    );
    expect(implementations).toEqual(new Set(["go", "rails"]));
  },
);

testFiles(
  "settings override the path in the case (needs the package tar)",
  async () => {
    const { runs } = await readWhole(
      measurements.read(readSource(files[0] ?? ""), {
        experiment: "cf-api-timings",
        settings: { database: "mariadb", suite: "s", suite_version: "v9" },
      }),
    );
    expect(runs[0]?.case_id).toBe("mariadb/s/v9");
  },
);
