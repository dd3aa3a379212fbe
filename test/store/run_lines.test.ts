import { expect, test } from "vitest";
import { appendRuns } from "../../src/record/mod.ts";
import { listRunLines, toRun } from "../../src/store/run_lines.ts";
import { toTestRun, withTempFolder } from "../testing/records.ts";

test("listRunLines() has the last line of each run, in order of ids, without those it cannot read", () =>
  withTempFolder(async (data) => {
    const run = toTestRun("r2", { status: "running" });
    await Deno.mkdir(`${data}/kv`);
    await Deno.mkdir(`${data}/a`);
    await appendRuns(`${data}/kv`, [run, { ...run, status: "ok" }]);
    await appendRuns(`${data}/a`, [toTestRun("r1", { experiment: "a" })]);
    await Deno.writeTextFile(`${data}/a/reports.json`, '{"run_id":"torn', {
      append: true,
    });
    const lines = await listRunLines(data);
    expect(
      lines.map(({ run_id, experiment, status }) =>
        [run_id, experiment, status].join(" ")
      ),
    ).toEqual(["r1 a ok", "r2 kv ok"]);
    expect(lines.map(toRun)).toMatchObject([
      { run_id: "r1" },
      { run_id: "r2", status: "ok" },
    ]);
  }));

test("listRunLines() refuses a folder that is not there", async () => {
  await expect(listRunLines("/nowhere/at/all"))
    .rejects.toThrow("there is no folder '/nowhere/at/all'");
});
