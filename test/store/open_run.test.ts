import { expect, test } from "vitest";
import { validity } from "../../src/analysis/validity/validity.ts";
import { listRunLines, openRun } from "../../src/store/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

const made = { mode: "real", experiment: "a" } as const;
const at = (second: number) => `2026-01-02T03:04:0${second}Z`;
const span = (from: number, until: number | null) => ({
  started_at: at(from),
  ended_at: until === null ? null : at(until),
});

async function openOf(data: string, run_id: string) {
  const lines = await listRunLines(data);
  const line = lines.find((one) => one.run_id === run_id);
  if (!line) throw new Error(`There is no run ${run_id}`);
  return await openRun(data, line, lines);
}

test("openRun() has the rows of one run, and the lines of those made meanwhile", () =>
  withTempFolder(async (data) => {
    const params = [toTestParam("nodes", 3)];
    const runs = [
      toTestRun("r1", { ...made, ...span(1, 4), params }),
      toTestRun("r2", { ...made, ...span(3, 5) }),
      toTestRun("r3", { ...made, ...span(2, null), experiment: "b" }),
      toTestRun("r4", { ...made, ...span(5, 6) }),
      toTestRun("r5", { ...span(1, 4), experiment: "a" }),
    ];
    for (const run of runs) {
      const operations = [toTestOperation(run.run_id)];
      await writeTestRun(data, run, { operations });
    }
    using open = await openOf(data, "r1");
    expect(open.run).toMatchObject({ run_id: "r1", params });
    const read = async (sql: string) => (await open.store.rows(sql)).rows;
    expect(await read("SELECT run_id FROM operations"))
      .toEqual([{ run_id: "r1" }]);
    expect(await read("SELECT run_id FROM runs ORDER BY run_id"))
      .toEqual(["r1", "r2", "r3"].map((run_id) => ({ run_id })));
    const judged = (await validity(open.store, "a")).get("r1");
    expect(judged?.reasons.map(({ code }) => code)).toContain("beside");
  }));

test("openRun() takes one run of an import, with the digest that a load computes", () =>
  withTempFolder(async (data) => {
    const part = "import-x-1";
    for (const id of ["r1", "r2"]) {
      await writeTestRun(data, toTestRun(id, { part: `${part}-${id}` }), {
        operations: [toTestOperation(id)],
      });
    }
    using open = await openOf(data, "r2");
    expect(open.digest).toMatch(/^[0-9a-f]{64}$/);
    const { rows } = await open.store.rows(
      "SELECT digest, part FROM store.main.loaded",
    );
    expect(rows).toEqual([{ digest: open.digest, part: `${part}-r2` }]);
  }));

test("openRun() refuses a damaged record", () =>
  withTempFolder(async (data) => {
    await writeTestRun(data, toTestRun("r1"), {
      operations: [toTestOperation("r1")],
    });
    const names = (await Array.fromAsync(Deno.readDir(`${data}/kv/r1`)))
      .map(({ name }) => name);
    const table = names.find((name) => name.startsWith("operations."));
    await Deno.writeTextFile(`${data}/kv/r1/${table}`, "damaged");
    await expect(openOf(data, "r1")).rejects.toThrow("restore it");
  }));

test("openRun() names the folder of tables that is gone", () =>
  withTempFolder(async (data) => {
    await writeTestRun(data, toTestRun("r1", made), {
      operations: [toTestOperation("r1")],
    });
    await Deno.remove(`${data}/a/r1`, { recursive: true });
    await expect(openOf(data, "r1")).rejects.toThrow(
      `the folder of its tables, ${data}/a/r1, is gone; restore it`,
    );
  }));

test("openRun() says in one line that a manifest is damaged", () =>
  withTempFolder(async (data) => {
    await writeTestRun(data, toTestRun("r1", made), {
      operations: [toTestOperation("r1")],
    });
    await Deno.writeTextFile(`${data}/a/r1/tables.json`, "no\njson\n");
    await expect(openOf(data, "r1")).rejects.toThrow(
      /^[^\n]*is damaged[^\n]*; restore it, or remove it[^\n]*$/,
    );
  }));
