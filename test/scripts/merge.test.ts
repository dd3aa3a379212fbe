/** deno task merge: what it says, merges and refuses. */
import { expect, test } from "vitest";
import { withTempFolder } from "../testing/records.ts";
import { namesIn, writeMany } from "../testing/merging.ts";
import { runScript } from "./_scripts.ts";

test("merge says what it would do, does it, and answers a query as before", () =>
  withTempFolder(async (data) => {
    for (const day of [1, 2, 3, 4]) {
      await writeMany(data, `r${day}`, {
        ended_at: `2026-01-0${day}T12:00:00Z`,
      });
    }
    await Deno.writeTextFile(`${data}/kv/r2/notes.txt`, "by hand");
    const run = (...args: string[]) =>
      runScript("merge", "kv", "--data", data, ...args);
    const dry = await run("--dry-run", "--before", "2026-01-04");
    expect([dry.code, dry.stdout]).toEqual([
      0,
      "kv: 2 parts with 2 runs would become one\n" +
      "kv: r2 stays as it is (it has notes.txt, which is no table)\n",
    ]);
    expect(namesIn(`${data}/kv`))
      .toEqual(["r1", "r2", "r3", "r4", "reports.json"]);
    const done = await run("--keep-last", "1", "--json");
    expect(done.code).toBe(0);
    const { result } = JSON.parse(done.stdout);
    const part = expect.stringMatching(/^merged-/);
    expect(result).toEqual({
      data,
      records: [{
        ...{ experiment: "kv", part, parts: 2, runs: 2, removed: 0 },
        left: [{ part: "r2", reason: expect.stringContaining("notes.txt") }],
      }],
    });
    expect(done.stderr).toMatch(/kv: 2 parts with 2 runs are now merged-\w+\n/);
    expect(namesIn(`${data}/kv`)).toEqual([part, "r2", "r4", "reports.json"]);
    const sql = "SELECT count(*) AS n FROM operations";
    const asked = await runScript(
      "query",
      ...[sql, "--data", data, "--format", "csv"],
    );
    expect(asked.stdout).toBe("n\n12\n");
  }));

test.each([
  [["vk"], "has no record of it"],
  [["kv", "--before", "yesterday"], "must be a date such as 2026-10-01"],
  [["kv", "--before", "2026-02-31"], "must be a date such as 2026-10-01"],
])(
  "merge %j is wrong usage",
  (args, message) =>
    withTempFolder(async (data) => {
      await writeMany(data, "r1");
      const { code, stdout, stderr } = await runScript(
        "merge",
        ...[...args, "--data", data],
      );
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(message);
    }),
);
