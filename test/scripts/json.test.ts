/** `--json` of commands: one document on stdout, whatever happens, as docs/json.md has it. */
import { expect, test } from "vitest";
import config from "../../deno.json" with { type: "json" };
import { toTestReported, toTestRun, writeTestRun } from "../testing/records.ts";
import { withTempFolder } from "../testing/records.ts";
import { runScript } from "./_scripts.ts";

async function document(name: string, ...args: string[]) {
  const { code, stdout, stderr } = await runScript(name, ...args, "--json");
  const parsed = JSON.parse(stdout);
  expect(Object.keys(parsed))
    .toEqual(["loadline", "command", "exit_code", "error", "result"]);
  expect(parsed).toMatchObject({
    ...{ loadline: config.version, command: name, exit_code: code },
  });
  return { ...parsed, stderr };
}

test("--json holds what was imported, compared and asked", () =>
  withTempFolder(async (data) => {
    const folder = ["--data", data];
    const ingested = await document(
      "ingest",
      ...["auto", "test/testdata/ingest/oha/errors.json", ...folder],
    );
    expect(ingested.result).toMatchObject({
      imports: [{
        ...{ format: "oha", experiment: "oha", known: 0 },
        counts: { unit: "values", read: 53, stored: 53, rejected: 0 },
        runs: [{ status: "ok", mode: "imported" }],
      }],
      failures: [],
    });
    expect(ingested.stderr).toContain("oha: 1 run added");
    for (const version of ["1", "2"]) {
      const id = `20260101T000000Z-000${version}-aaaa`;
      await writeTestRun(data, toTestRun(id, { system_version: version }), {
        reported: [
          toTestReported(id, { kind: "latency", value: 1, unit: "s" }),
        ],
      });
    }
    const compared = await document(
      "compare",
      ...["version:1", "version:2", "--strict", ...folder],
    );
    expect(compared).toMatchObject({ exit_code: 1, error: null });
    expect(compared.result.comparison.verdict).toMatch(/^One run each/);
    const asked = await document("query", "SELECT 1 AS n", ...folder);
    expect(asked.result).toEqual({ columns: ["n"], rows: [{ n: 1 }] });
  }));

test("--json holds the error of wrong usage and of bad input", async () => {
  const unknown = await document("ingest", "pgbnch", "x.json");
  expect(unknown).toMatchObject({ exit_code: 2, result: null });
  expect(unknown.error).toMatch(/did you mean 'pgbench'/);
  expect(unknown.stderr).toBe(`loadline: ${unknown.error}\n`);
  const option = await document("compare", "a", "b", "--fromat", "json");
  expect(option.error).toMatch(/unknown option '--fromat'/);
});

test("--json lists what can be run, planned and read", async () => {
  const { result } = await document("run", "--list");
  const names = result.experiments.map(({ name }: { name: string }) => name);
  expect(names).toContain("cluster-scale");
  const folder = "examples/shop/experiments";
  const { stdout } = await runScript("run", "--list", "--json", folder);
  const { own } = JSON.parse(stdout).result;
  expect(own[0].path).toBe(`${folder}/checkout.ts`);
  const dry = await document(
    "run",
    ...["cluster-scale/quick", "--system", "kv", "--dry-run"],
  );
  expect(dry.result.planned[0]).toMatchObject({ order: 1, system: "kv" });
  const marks = await document("ingest", "--marks");
  expect(marks.result.shapes.length).toBeGreaterThan(40);
});
