import { afterAll, beforeAll, expect, test } from "vitest";
import { reportSession } from "../../scripts/_report_run.ts";
import { toTestRun, writeTestRun } from "../testing/records.ts";
import { namesIn, runScript } from "./_scripts.ts";

let folder = "";
const runs = ["20260101T000000Z-0001-aaaa", "20260102T000000Z-0001-bbbb"]
  .map((id) => toTestRun(id, { mode: "embedded", status: "failed" }));

beforeAll(async () => {
  folder = await Deno.makeTempDir();
  for (const run of runs) await writeTestRun(`${folder}/data`, run);
});

afterAll(() => Deno.remove(folder, { recursive: true }));

function report(out: string, ...args: string[]) {
  const place = ["--data", `${folder}/data`, "--out", `${folder}/${out}`];
  return runScript("report", "run", ...args, ...place);
}

test("report run writes the page of a run, and says where", async () => {
  const { code, stdout, stderr } = await report("a", "last");
  const page = `${folder}/a/20260102T000000Z-0001-bbbb.html`;
  expect([code, stdout, stderr]).toEqual([0, `wrote ${page}\n`, ""]);
  expect(await Deno.readTextFile(page)).toContain("The run failed.");
  expect(await namesIn(`${folder}/data`)).toEqual(["kv"]);
});

test.each([
  [["2026"], "the ids of 2 runs begin so"],
  [["20270101"], "no id is or begins so; the nearest are"],
  [[], "missing required argument 'run'"],
])("report run %j is wrong usage", async (args, message) => {
  const { code, stdout, stderr } = await report("b", ...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test("reportSession() writes a page for each run, and says where they are", async () => {
  const place = { data: `${folder}/data`, out: `${folder}/c` };
  expect(await reportSession(runs.slice(0, 1), place))
    .toBe(`report: ${folder}/c/20260101T000000Z-0001-aaaa.html`);
  expect(await reportSession(runs, place))
    .toBe(`reports of 2 runs: ${folder}/c`);
});

test("reportSession() goes on after a page that cannot be made", async () => {
  const place = { data: `${folder}/data`, out: `${folder}/d` };
  const gone = toTestRun("20260103T000000Z-0001-cccc", { status: "failed" });
  expect(await reportSession([gone, ...runs], place)).toMatch(
    /^reports of 2 of 3 runs: .*\/d; 1 could not be made: Cannot report run '20260103T.*$/,
  );
});

test("reportSession() says in one line that a page cannot be made", async () => {
  await Deno.writeTextFile(`${folder}/file`, "");
  const place = { data: `${folder}/data`, out: `${folder}/file/x` };
  expect(await reportSession(runs, place)).toMatch(/^no report: .*--reports$/);
});
