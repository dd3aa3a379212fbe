import { expect, test } from "vitest";
import { locust } from "../../../src/ingest/locust/locust.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const options = { experiment: "x", settings: {} };
const STATS = "Type,Name,Request Count,Failure Count,50%\n,Aggregated,5,1,2\n";
const HISTORY = "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%," +
  "Total Request Count\n1772849612,3,,Aggregated,0.0,0.0,N/A,0\n";
const EXCEPTIONS = "Count,Message,Traceback,Nodes\n" +
  "1,'data',\"File a\nline b\",n\n2,'more',\"File c\n";

async function read(files: Readonly<Record<string, string>>) {
  const sources = Object.entries(files).map(([name, text]) =>
    toSource(name, text)
  );
  return await readWhole(locust.read(locust.join(sources), options));
}

test("files of one prefix are one run, whose times are those of its history", async () => {
  const { runs, rows, counts } = await read({
    "d/a_stats.csv": STATS,
    "d/a_stats_history.csv": HISTORY,
    "d/b_stats.csv": STATS.replace("5", "6"),
  });
  expect(runs.map(({ notes, started_at }) => [notes, started_at])).toEqual([
    ["a", "2026-03-07T02:13:32.000Z"],
    ["b", null],
  ]);
  expect(counts).toMatchObject({ read: 3, stored: 3, rejected: 0 });
  expect(rows.samples.map(({ metric }) => metric))
    .toEqual(["users", "throughput", "failure_rate", "requests_since_start"]);
});

test("a run has the same id beside others as alone", async () => {
  const [alone] = (await read({ "d/b_stats.csv": STATS })).runs;
  const other = STATS.replace("5", "6");
  const both = await read({ "d/a_stats.csv": other, "d/b_stats.csv": STATS });
  expect(both.runs.map(({ run_id }) => run_id)).toContain(alone?.run_id);
});

test("files with the content of others are left out", async () => {
  const { runs, rows } = await read({
    "a_stats.csv": STATS,
    "b_stats.csv": STATS,
  });
  expect(runs.length).toBe(1);
  expect(rows.warnings.map(({ code }) => code)).toContain("duplicate-file");
});

test("failures without a row are no run", async () => {
  const failures = "Method,Name,Error,Occurrences\n";
  const { runs, rows } = await read({
    "a_stats.csv": STATS,
    "b_failures.csv": failures,
  });
  expect(runs.map(({ notes }) => notes)).toEqual(["a"]);
  expect(
    rows.warnings.filter(({ run_id }) => run_id === "").map(({ place }) =>
      place
    ),
  ).toEqual(["b"]);
});

test("a traceback that is cut off leaves what stands above it", async () => {
  const { runs, rows, counts } = await read({ "a_exceptions.csv": EXCEPTIONS });
  expect(counts).toMatchObject({ read: 2, stored: 1, rejected: 1 });
  expect(rows.events.map(({ detail }) => detail))
    .toEqual(["'data'\nFile a\nline b"]);
  expect(runs.map(({ status }) => status)).toEqual(["incomplete"]);
});
