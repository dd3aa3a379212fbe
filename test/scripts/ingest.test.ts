import { expect, test } from "vitest";
import { readRuns } from "../../src/record/mod.ts";
import { withTempFolder } from "../testing/records.ts";
import { finish, namesIn, runScript, startScript } from "./_scripts.ts";

/** Five cells of two runs, and one without a run above it. */
const good = `| Identifier | 2022-01-04 | 2022-02-05 |
|---|---|---|
| Metrics per target | 200 | 100 | 7 |
| Avalanche targets | 15 | 10 |
| Pass/Fail | PASS | |
`;

/** Writes files to a folder beside the data folder, for `ingest`. */
function withFiles(
  files: Readonly<Record<string, string>>,
  body: (data: string, path: (name: string) => string) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await body(`${folder}/data`, (name) => `${folder}/${name}`);
  });
}

/** Expects one line on stderr, without a stack or output. */
function expectOneLine(
  finished: Awaited<ReturnType<typeof runScript>>,
  line: RegExp,
) {
  expect(finished.stderr).toMatch(/^loadline: [^\n]+\n$/);
  expect(finished.stderr).toMatch(line);
  expect(finished).toMatchObject({ code: 2, stdout: "" });
}

test("ingest counts every cell, and recognises a known file", () =>
  withFiles({ "good.md": good }, async (data, path) => {
    const args = ["run-record", path("good.md"), "--data", data];
    expect(await runScript("ingest", ...args)).toEqual({
      code: 0,
      stdout: "run-record: 2 runs added\n" +
        "6 cells read = 5 stored + 1 rejected; 1 warning\n",
      stderr: "",
    });
    expect(await namesIn(data)).toEqual([
      "loadline.duckdb",
      "loadline.duckdb.known",
      "loadline.duckdb.lock",
      "loadline.duckdb.readers",
      "run-record",
    ]);
    const again = await runScript("ingest", ...args);
    expect(again.stdout).toBe(
      "run-record: 0 runs added, 2 known already\n" +
        "6 cells read = 5 stored + 1 rejected; 0 warnings\n",
    );
  }));

test("ingest stores the runs under --experiment, with settings", () =>
  withFiles({ "good.md": good }, async (data, path) => {
    const { code, stdout } = await runScript(
      "ingest",
      "run-record",
      path("good.md"),
      "--data",
      data,
      "--experiment=other",
      "--set=system=victoria=metrics",
      "--set",
      "machine=hdd-2cpu-4gb",
    );
    expect([code, stdout.split(":")[0]]).toEqual([0, "other"]);
    const { runs } = await readRuns(`${data}/other`);
    expect(runs.map(({ system }) => system))
      .toEqual(["victoria=metrics", "victoria=metrics"]);
  }));

test("ingest loads nothing of a good file if the second is bad", () =>
  withFiles(
    { "good.md": good, "bad.md": "No table.\n" },
    async (data, path) => {
      expectOneLine(
        await runScript(
          "ingest",
          "run-record",
          path("good.md"),
          path("bad.md"),
          "--data",
          data,
        ),
        /bad\.md: .*no run-record table; /,
      );
      expect(await namesIn(data)).toEqual([]);
    },
  ));

test("ingest leaves a record unchanged if a later file is bad", () =>
  withFiles(
    { "good.md": good, "new.md": good.replace("200", "300"), "bad.md": "" },
    async (data, path) => {
      const run = (...names: string[]) =>
        runScript("ingest", "run-record", ...names.map(path), "--data", data);
      await run("good.md");
      const folder = `${data}/run-record`;
      const before = await namesIn(folder);
      const reports = await Deno.readTextFile(`${folder}/reports.json`);
      expect((await run("new.md", "bad.md")).code).toBe(2);
      expect(await namesIn(folder)).toEqual(before);
      expect(await namesIn(data)).toHaveLength(5);
      expect(await Deno.readTextFile(`${folder}/reports.json`)).toBe(reports);
    },
  ));

test("ingest accepts one file in two experiments, and after a crash before reports.json", () =>
  withFiles({ "good.md": good }, async (data, path) => {
    const args = ["run-record", path("good.md"), "--data", data];
    for (const name of ["one", "two", "two"]) {
      const { code } = await runScript("ingest", ...args, "--experiment", name);
      expect(code).toBe(0);
    }
    const ids = await Promise.all(
      ["one", "two"].map(async (name) =>
        (await readRuns(`${data}/${name}`)).runs.map(({ run_id }) => run_id)
      ),
    );
    expect(new Set(ids.flat()).size).toBe(ids.flat().length);
    await Deno.remove(`${data}/two/reports.json`);
    const again = await runScript("ingest", ...args, "--experiment", "two");
    expect(again.code).toBe(0);
  }));

test("ingest removes the temporary folder of a killed ingest", () =>
  withFiles({ "good.md": good }, async (data, path) => {
    await Deno.mkdir(`${data}/.ingesting-dead`, { recursive: true });
    await Deno.writeTextFile(`${data}/.ingesting-dead/reported.csv`, "run_id");
    const args = ["run-record", path("good.md"), "--data", data];
    expect((await runScript("ingest", ...args)).code).toBe(0);
    expect(await namesIn(data)).not.toContain(".ingesting-dead");
  }));

test("ingest unpacks beside the records, where the next one removes what a killed one leaves", () =>
  withFiles({ "good.md": good }, async (data, path) => {
    const packed = new Response(good).body?.pipeThrough(
      new CompressionStream("gzip"),
    );
    await Deno.writeFile(path("good.md.gz"), packed ?? new Uint8Array());
    const child = startScript("ingest", [
      ...["run-record", path("good.md.gz"), "--data", data],
    ], { TMPDIR: path("nowhere") });
    expect(await finish(child)).toMatchObject({ code: 0, stderr: "" });
    expect((await namesIn(data)).filter((name) => /^[.]ing/.test(name)))
      .toEqual([]);
  }));

test("ingest of a number that is out of range leaves a record that queries can read", () =>
  withFiles({
    "run.json": JSON.stringify({
      total_requests: 7,
      successful_requests: 7,
      failed_requests: 0,
      requests_per_second: 3.5,
      avg_latency_ms: 25e5,
      min_latency_ms: 1e6,
      max_latency_ms: 9e6,
      success_rate: 100,
      test_duration: 2e9,
    }).replace('"total_requests":7', '"total_requests":9300000000000000000'),
  }, async (data, path) => {
    const args = ["load-tester", path("run.json"), "--data", data];
    expect((await runScript("ingest", ...args)).code).toBe(0);
    const query = await runScript(
      "query",
      "SELECT count(*) AS n FROM warnings WHERE code = 'value-left-out'",
      "--format=csv",
      "--data",
      data,
    );
    expect(query).toEqual({ code: 0, stdout: "n\n1\n", stderr: "" });
  }));

test("ingest and query warn of another, broken record, and continue", () =>
  withFiles({ "good.md": good }, async (data, path) => {
    const args = ["run-record", path("good.md"), "--data", data];
    for (const name of ["one", "two"]) {
      await runScript("ingest", ...args, "--experiment", name);
    }
    await Deno.writeTextFile(`${data}/two/reports.json`, '{"run_id": "cut');
    const sql = "SELECT count(*) AS n FROM runs";
    const query = await runScript("query", sql, "--format=csv", "--data", data);
    expect(query).toMatchObject({ code: 0, stdout: "n\n2\n" });
    expect(query.stderr.split("\n").slice(0, 2)).toEqual([
      expect.stringMatching(
        /^loadline: left out of the store: two\/reports\.json:1: /,
      ),
      expect.stringMatching(
        /^loadline: left out of the store: two\/import-run-record-\w+: reports\.json names no run of it; /,
      ),
    ]);
    const third = await runScript("ingest", ...args, "--experiment", "three");
    expect(third.code).toBe(0);
    expect(third.stderr).toContain("left out of the store: two/");
  }));

test.each([
  ["an unknown format", ["run-recrd"], /did you mean 'run-record'\?/],
  ["--set without a value", ["run-record", "--set=x"], /key=value: .*'x'/],
  ["an unknown --set", ["run-record", "--set=x=1"], /'x'.*machine/],
  ["a bad name", ["run-record", "--experiment=../x"], /'\.\.\/x'/],
])(
  "ingest refuses %s",
  (_, [format = "", ...options], line) =>
    withFiles({ "good.md": good }, async (data, path) => {
      const args = [format, path("good.md"), "--data", data, ...options];
      expectOneLine(await runScript("ingest", ...args), line);
      expect(await namesIn(data)).toEqual([]);
    }),
);

test("ingest refuses a missing file", () =>
  withFiles({}, async (data, path) => {
    const args = ["run-record", path("none.md"), "--data", data];
    expectOneLine(await runScript("ingest", ...args), /does not exist/);
  }));

test("ingest auto tells formats, and imports each", () =>
  withFiles({}, async (data) => {
    const folder = "test/testdata/ingest";
    const { code, stdout } = await runScript(
      "ingest",
      "auto",
      `${folder}/oha/errors.json`,
      `${folder}/gatling/layout_2-000.log`,
      "--data",
      data,
    );
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      `${folder}/oha/errors.json: oha, JSON of --output-format json`,
      `${folder}/gatling/layout_2-000.log: gatling, simulation.log as text`,
      "oha: 1 run added",
      "53 values read = 53 stored + 0 rejected; 2 warnings",
    ]);
  }));

test("ingest auto imports the files of other formats beside a broken one, and tells of both", () => {
  const whole = Deno.readTextFileSync(
    "test/testdata/ingest/nighthawk/benchmark.json",
  );
  return withFiles({ "cut.json": whole.slice(0, 600) }, async (data, path) => {
    const { code, stdout, stderr } = await runScript(
      "ingest",
      "auto",
      path("cut.json"),
      "test/testdata/ingest/pgbench/summary.txt",
      "--data",
      data,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^loadline: [^\n]*cut\.json:[^\n]+\n$/);
    expect(stdout).toContain("pgbench: 1 run added");
    expect((await readRuns(`${data}/pgbench`)).runs).toHaveLength(1);
  });
});

test("ingest auto gives a setting to the formats that know it, and refuses one that none knows", () =>
  withFiles({}, async (data) => {
    const files = [
      "test/testdata/ingest/oha/errors.json",
      "test/testdata/ingest/pgbench/progress.txt",
    ];
    const time = "2026-11-29T00:00:00Z";
    const args = ["auto", ...files, "--data", data, "--set"];
    expectOneLine(
      await runScript("ingest", ...args, "startd_at=x"),
      /Cannot set 'startd_at' as oha, pgbench know only: .*started_at/,
    );
    const { code } = await runScript("ingest", ...args, `started_at=${time}`);
    expect(code).toBe(0);
    const bad = await runScript("ingest", ...args, "started_at=soon");
    // What was imported of the others is told all the same.
    expect([bad.code, bad.stderr.split("\n").length]).toEqual([2, 2]);
    expect(bad.stdout).toContain("oha: 0 runs added, 1 known already");
  }));

test("ingest auto refuses a file that nothing tells, and imports none", () =>
  withFiles({ "a.txt": "to do" }, async (data, path) => {
    expectOneLine(
      await runScript("ingest", "auto", path("a.txt"), "--data", data),
      /is of no known format: it begins with 'to do'; name /,
    );
  }));

test("ingest has --list, --help and usage errors", async () => {
  const list = await runScript("ingest", "--list");
  expect(list).toMatchObject({ code: 0, stderr: "" });
  for (const format of ["run-record", "cos-results", "measurements"]) {
    expect(list.stdout).toMatch(new RegExp(`^${format} +\\S`, "m"));
  }
  expect(list.stdout).toContain("--set machine=");
  const marks = await runScript("ingest", "--marks");
  expect(marks.stdout).toMatch(/^memtier +.*: the key ALL STATS/m);
  const help = await runScript("ingest", "--help");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("--experiment <name>");
  const nothing = await runScript("ingest", "run-record");
  expect(nothing).toMatchObject({ code: 2, stdout: "" });
  expect(nothing.stderr).toMatch(/^error: name a format and at least one file/);
});
