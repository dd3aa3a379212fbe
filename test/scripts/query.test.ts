import { afterAll, beforeAll, expect, test } from "vitest";
import {
  toTestOperation,
  toTestRun,
  writeTestRun,
} from "../testing/records.ts";
import { runScript } from "./_scripts.ts";

let data = "";

beforeAll(async () => {
  data = await Deno.makeTempDir();
  await writeTestRun(data, toTestRun("r1", { notes: 'a, "b"\n| c' }), {
    operations: [toTestOperation("r1", { duration_s: 0.1 })],
  });
  await writeTestRun(data, toTestRun("r2", { status: "failed" }));
});

afterAll(() => Deno.remove(data, { recursive: true }));

const sql =
  "SELECT run_id, count(operation_id) AS n, max(duration_s) AS slowest " +
  "FROM runs LEFT JOIN operations USING (run_id) GROUP BY 1 ORDER BY 1";

function query(...args: string[]) {
  return runScript("query", "--data", data, ...args);
}

test("query prints a table", async () => {
  const { code, stdout, stderr } = await query(sql);
  expect([code, stderr]).toEqual([0, ""]);
  const cells = stdout.trimEnd().split("\n").map((line) =>
    line.trim().split(/ {2,}/)
  );
  expect(cells).toEqual([
    ["run_id", "n", "slowest"],
    ["r1", "1", "0.1"],
    ["r2", "0", "null"],
  ]);
});

test("query prints JSON", async () => {
  const { code, stdout, stderr } = await query(sql, "--format", "json");
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual([
    { run_id: "r1", n: 1, slowest: 0.1 },
    { run_id: "r2", n: 0, slowest: null },
  ]);
});

test("query prints CSV by RFC 4180", async () => {
  const { stdout } = await query(sql, "--format", "csv");
  expect(stdout).toBe("run_id,n,slowest\nr1,1,0.1\nr2,0,\n");
  const { stdout: quoted } = await query(
    "SELECT notes FROM runs WHERE run_id = 'r1'",
    "--format=csv",
  );
  expect(quoted).toBe('notes\n"a, ""b""\n| c"\n');
});

test("query prints CSV without spreadsheet formulas, unless the exact text is requested", async () => {
  const sql = "SELECT * FROM (VALUES ('=1+1', '-5'), ('@SUM(A1)', '+1e3'), " +
    "('a=b', '-5 %')) t(\"=x\", number)";
  const { stdout } = await query(sql, "--format=csv");
  expect(stdout).toBe(
    "'=x,number\n'=1+1,-5\n'@SUM(A1),+1e3\na=b,'-5 %\n",
  );
  const { stdout: exact } = await query(sql, "--format=csv-exact");
  expect(exact).toBe("=x,number\n=1+1,-5\n@SUM(A1),+1e3\na=b,-5 %\n");
});

test("query prints tables of any length", async () => {
  const many = "SELECT range AS n FROM range(300000)";
  for (const format of ["table", "markdown"]) {
    const { code, stdout } = await query(many, `--format=${format}`);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n").length).toBeGreaterThan(300_000);
  }
});

test("query escapes cells of a Markdown table", async () => {
  const { stdout } = await query(
    "SELECT run_id, notes FROM runs ORDER BY 1",
    "--format=markdown",
  );
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    expect(line.match(/(?<!\\)\|/g)).toHaveLength(3);
  }
});

test("query prints the header only for an empty result", async () => {
  const none = "SELECT run_id FROM runs WHERE false";
  expect((await query(none, "--format=csv")).stdout).toBe("run_id\n");
  expect((await query(none, "--format=json")).stdout).toBe("[]\n");
});

test("query accepts SQL that begins with a comment", async () => {
  for (const comment of ["-- all of them\n", "--all\n", "/* all */ "]) {
    const { stdout } = await query(`${comment}SELECT 1 AS one`, "--format=csv");
    expect(stdout).toBe("one\n1\n");
  }
});

test("query accepts SELECT, FROM, DESCRIBE and EXPLAIN", async () => {
  for (const sql of ["FROM runs", "DESCRIBE runs", "EXPLAIN SELECT 1"]) {
    expect(await query(sql)).toMatchObject({ code: 0, stderr: "" });
  }
});

test.each([
  ["nothing", ";", /empty/],
  ["blanks", "  ", /empty/],
  ["a comment alone", "-- nothing\n", /empty/],
  ["two statements", "SELECT 1; SELECT 2", /one statement: there are 2/],
  ["a dropped view", "DROP VIEW runs", /only read: DROP does not/],
  ["a changed setting", "SET threads = 1", /only read/],
  [
    "a file written",
    "COPY (SELECT 1) TO '/tmp/x.csv'",
    /operations are disabled/,
  ],
  ["unknown columns", "SELECT nothing FROM runs", /"nothing"/],
  ["invalid SQL", "SELEC 1", /SELEC/],
  ["changes of a view", "DELETE FROM runs", /Cannot run the query/],
  [
    "changes of the store",
    "DELETE FROM store.main.runs",
    /only read: DELETE/,
  ],
])("query refuses %s", async (_, sql, message) => {
  const { code, stdout, stderr } = await query(sql);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^loadline: [^\n]+\n$/);
  expect(stderr).toMatch(message);
});

test("query has --help and usage errors", async () => {
  const help = await query("--help");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("table");
  const format = await query("SELECT 1", "--format=xml");
  expect(format).toMatchObject({ code: 2, stdout: "" });
  expect(format.stderr).toMatch(/^error: [^\n]*'xml'[^\n]*markdown\.\n$/);
  const nothing = await query();
  expect(nothing).toMatchObject({ code: 2, stdout: "" });
  expect(nothing.stderr).toMatch(/^error: [^\n]*sql[^\n]*\n$/);
});
