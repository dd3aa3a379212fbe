/** Experiments whose load another tool drives, as their users run them. */
import { expect, test } from "vitest";
import { Store } from "../../src/store/mod.ts";
import { findProgram } from "../testing/programs.ts";
import { withTempFolder } from "../testing/records.ts";
import {
  finish,
  refuseBusy,
  startScript,
  withQuietFolder,
} from "./_scripts.ts";

const file = "examples/shop/experiments/driven.ts";
const short = ["duration=2s", "cooldown=0s"];

function run(args: readonly string[]) {
  return finish(startScript("run", args));
}

/** Writes an experiment with a driver on the shop of the examples; returns its path. */
async function declare(folder: string, driver: string): Promise<string> {
  const path = `${folder}/driven.ts`;
  const base = new URL(`../../${file}`, import.meta.url);
  await Deno.writeTextFile(
    path,
    `import base from ${JSON.stringify(base.href)};
import { experiment } from "loadline/experiment";
export default experiment({ ...base, name: "driven", driver: ${driver} });
`,
  );
  return path;
}

/** Returns the run of a folder of records, with what the lab and the driver recorded of it. */
async function readRun(data: string) {
  using store = await Store.open(`${data}/loadline.duckdb`);
  const [made] = (await store.rows(
    `SELECT status, verdict, notes FROM runs`,
  )).rows;
  const [load] = (await store.rows(
    `SELECT count(*) AS n, count(*) FILTER (outcome = 'ok') AS ok,
       count(DISTINCT run_id) AS runs, min(started_at) >= (
         SELECT min("at") FROM events WHERE kind = 'phase' AND subject = 'warm_up'
       ) - INTERVAL 1 SECOND AS in_time
     FROM operations WHERE kind = 'request'`,
  )).rows;
  const kinds = (await store.rows(
    `SELECT DISTINCT kind FROM events WHERE subject = 'generator' ORDER BY ALL`,
  )).rows.map(({ kind }) => kind);
  const sampled = (await store.rows(
    `SELECT DISTINCT source FROM samples WHERE metric = 'cpu' ORDER BY ALL`,
  )).rows.map(({ source }) => source);
  const warnings = (await store.rows(
    `SELECT DISTINCT code FROM warnings ORDER BY ALL`,
  )).rows.map(({ code }) => code);
  return { made, load, kinds, sampled, warnings };
}

const needs = (program: string) => findProgram(program) === null;

test.skipIf(needs("hey"))(
  "hey drives the load beside the probes of the lab, and each of its requests is a row (hey)",
  () =>
    withQuietFolder(async (data) => {
      const { code, stdout, stderr } = await run([
        ...[`${file}/quick`, "--data", data],
        ...["--set", "warmup=500ms", ...short],
      ]);
      await refuseBusy(data);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("1 of 1 runs ok");
      const { made, load, kinds, sampled } = await readRun(data);
      expect(made).toEqual({ status: "ok", verdict: "pass", notes: "" });
      expect(load).toMatchObject({ runs: 1, in_time: true });
      expect(load?.ok).toBe(load?.n);
      expect(Number(load?.n)).toBeGreaterThan(100);
      expect(kinds).toEqual(["configuration", "load_ended", "load_started"]);
      expect(sampled).toEqual(["generator", "host", "node-0"]);
    }),
);

test.skipIf(needs("wrk"))(
  "wrk, which gives figures only, is judged by them, with a warning (wrk)",
  () =>
    withQuietFolder(async (folder) => {
      const path = await declare(
        folder,
        `{ command: ["wrk", "-t1", "-c4", "-d{seconds}", "--latency", "{url}/version"], format: "wrk" }`,
      );
      const { code, stdout, stderr } = await run([
        ...[`${path}/quick`, "--data", `${folder}/data`],
        ...["--set", "warmup=0s", ...short],
      ]);
      await refuseBusy(`${folder}/data`);
      expect([code, stderr]).toEqual([1, ""]);
      expect(stdout).toMatch(
        /ok.*requests\/s, 100 % of [\d,]+ ok, p50 .*, as the driver reports/,
      );
      // wrk tells no 95th percentile, which is no pass.
      expect(stdout).toMatch(/objective not met: .*p95/);
      const { made, load, warnings } = await readRun(`${folder}/data`);
      expect(made).toMatchObject({ status: "ok", verdict: "fail" });
      expect(load?.n).toBe(0);
      expect(warnings).toContain("driver-totals");
    }),
);

test.skipIf(needs("locust"))(
  "Locust drives the load, and its history lies in the time of the run (python3-locust)",
  () =>
    withQuietFolder(async (folder) => {
      await Deno.writeTextFile(
        `${folder}/locustfile.py`,
        `from locust import FastHttpUser, task

class User(FastHttpUser):
    @task
    def version(self):
        self.client.get("/version")
`,
      );
      const path = await declare(
        folder,
        `{
  command: [
    "locust", "-f", "locustfile.py", "--headless", "--host", "{url}", "-u", "{workers}", "-r", "{workers}",
    "-t", "{seconds}s", "--csv", "{folder}/out", "--only-summary",
  ],
  folder: new URL("./", import.meta.url),
  format: "locust",
  results: "{folder}",
  end_timeout: 120,
}`,
      );
      const { code, stdout, stderr } = await run([
        ...[`${path}/quick`, "--data", `${folder}/data`],
        ...["--set", "warmup=2s", ...short],
      ]);
      await refuseBusy(`${folder}/data`);
      expect([code, stderr, stdout]).toEqual([0, "", expect.anything()]);
      expect(stdout).toContain("as the driver reports");
      using store = await Store.open(`${folder}/data/loadline.duckdb`);
      const [history] = (await store.rows(
        `SELECT count(*) > 0 AS some, min(samples."at") >= min(began) - INTERVAL 2 SECOND AS in_time
         FROM samples, phases WHERE metric = 'requests_since_start' AND phase = 'warm_up'`,
      )).rows;
      expect(history).toEqual({ some: true, in_time: true });
    }),
);

test("a driver that fails ends the run at once, and the report says why", () =>
  withTempFolder(async (folder) => {
    const path = await declare(
      folder,
      `{ command: ["sh", "-c", "echo 'no licence' >&2; exit 3"], format: "hey" }`,
    );
    // An hour, for which this test would not wait.
    const { code, stdout, stderr } = await run([
      ...[`${path}/quick`, "--data", `${folder}/data`, "--no-report", "--json"],
      ...["--set", "warmup=0s", "duration=3600s", "cooldown=0s"],
    ]);
    expect(code).toBe(1);
    const notes = "the driver failed: sh ended with exit 3: no licence";
    expect(stderr).toContain(`failed: ${notes}`);
    expect(JSON.parse(stdout)).toMatchObject({
      exit_code: 1,
      result: {
        expected: 1,
        runs: [
          { experiment: "driven", system: "shop", status: "failed", notes },
        ],
      },
    });
    const { made, kinds } = await readRun(`${folder}/data`);
    expect(made).toMatchObject({ status: "failed" });
    expect(kinds).toContain("load_ended");
  }));

test.each([
  [`{ command: ["hey", "{urll}"], format: "hey" }`, "did you mean 'url'?"],
  [`{ command: ["hey"], format: "heyy" }`, "did you mean 'hey'?"],
])(
  "run refuses the driver %s in one line",
  (driver, remedy) =>
    withTempFolder(async (folder) => {
      const path = await declare(folder, driver);
      const { code, stderr } = await run([`${path}/quick`]);
      expect(code).toBe(2);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(stderr).toContain(remedy);
    }),
);
