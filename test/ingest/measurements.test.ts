import { afterAll, expect, test } from "vitest";
import { measurements } from "../../src/ingest/measurements.ts";
import { listSources, readSource, readWhole } from "../../src/ingest/mod.ts";

const folder = await Deno.makeTempDir();
afterAll(() => Deno.remove(folder, { recursive: true }));

/** One suite of each era and database, about 60 of the published files. */
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
const files = listSources([folder], [".json"]);
const imports = await Promise.all(
  files.map((path) =>
    readWhole(measurements.read(readSource(path), {
      experiment: "cf-api-timings",
      settings: {},
    }))
  ),
);

test("measurements keep every sample of the published files", async () => {
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
});

test("summaries of the published files follow from their samples", () => {
  const codes = imports.flatMap(({ rows }) =>
    rows.warnings.map(({ code }) => code)
  );
  expect(new Set(codes)).toEqual(new Set(["unit-assumed"]));
});

test("cases are named by database, suite and suite version", () => {
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
});

test("settings name the case over the path", async () => {
  const { runs } = await readWhole(
    measurements.read(readSource(files[0] ?? ""), {
      experiment: "cf-api-timings",
      settings: { database: "mariadb", suite: "s", suite_version: "v9" },
    }),
  );
  expect(runs[0]?.case_id).toBe("mariadb/s/v9");
});
