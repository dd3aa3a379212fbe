import { afterAll, beforeAll, expect, test } from "vitest";
import { toTestReported, toTestRun, writeTestRun } from "../testing/records.ts";
import { runScript } from "./_scripts.ts";

let data = "";

beforeAll(async () => {
  data = await Deno.makeTempDir();
  for (const [version, by] of [["1", 1], ["2", 1.5]] as const) {
    for (const i of [1, 2, 3, 4]) {
      const id = `2026010${i}T000000Z-000${version}-aaaa`;
      await writeTestRun(data, toTestRun(id, { system_version: version }), {
        reported: [
          toTestReported(id, {
            kind: "latency",
            statistic: "p95",
            value: by * (10 + i) / 100,
            unit: "s",
          }),
        ],
      });
    }
  }
});

afterAll(() => Deno.remove(data, { recursive: true }));

const compare = (...args: string[]) =>
  runScript("compare", "--data", data, ...args);

test(
  "compare prints the verdict first, and fails on a regression only if asked",
  async () => {
    const { code, stdout, stderr } = await compare("version:1", "version:2");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")[0]).toMatch(
      /^Worse: reported latency p95 \+50 % \(.*p 0\.029, 4 and 4 runs\)\.$/,
    );
    const gate = ["--fail-on-regression", "--format", "json"];
    const failed = await compare("version:1", "version:2", ...gate);
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout).verdict).toMatch(/^Worse/);
  },
);

test(
  "compare saves a baseline, and compares with it where its records are not",
  async () => {
    const saved = await compare("version:1", "--save-baseline", "main");
    expect([saved.code, saved.stdout]).toEqual([0, ""]);
    expect(saved.stderr).toBe(`loadline: saved ${data}/baselines/main.json\n`);
    const elsewhere = await Deno.makeTempDir();
    try {
      const id = "20270101T000000Z-0001-bbbb";
      await writeTestRun(elsewhere, toTestRun(id, { system_version: "3" }), {
        reported: [
          toTestReported(id, {
            kind: "latency",
            statistic: "p95",
            value: 1,
            unit: "s",
          }),
        ],
      });
      const { code, stdout } = await runScript(
        "compare",
        ...["main", "last", "--strict", "--data", elsewhere],
        ...["--baselines", `${data}/baselines`],
      );
      expect(stdout).toMatch(/^Too few runs: /);
      expect(code).toBe(1);
    } finally {
      await Deno.remove(elsewhere, { recursive: true });
    }
  },
);

test.each([
  [["nothing", "version:2"], "is no run, case, session"],
  [["version:1", "version:1"], "4 runs are on both sides"],
  [["version:1"], "name two sides"],
  [["version:1", "version:2", "--metric", "p95"], "no run has it; it must be"],
  [["version:1", "version:2", "--smallest", "NaN"], "must be a number from 0"],
])("compare %j is wrong usage", async (args, message) => {
  const { code, stdout, stderr } = await compare(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});
