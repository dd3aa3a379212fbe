import { expect, test } from "vitest";
import {
  compareTotals,
  parseLocustJson,
  parseLocustStats,
  readLocustTotals,
} from "../../../src/workloads/locust/locust_totals.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Results of Locust 2.28 for one run with 21 names. */
const testdata = new URL("../../testdata/locust/", import.meta.url);
const json = await Deno.readTextFile(new URL("locust.json", testdata));
const stats = await Deno.readTextFile(new URL("locust_stats.csv", testdata));

test("parseLocustStats() returns rows whose sum is that of Locust", () => {
  const totals = parseLocustStats(stats);
  expect(totals).toHaveLength(21);
  const sum = (of: "requests" | "failures") =>
    totals.reduce((sum, total) => sum + total[of], 0);
  const [, requests, failures] = /,Aggregated,(\d+),(\d+),/.exec(stats) ?? [];
  expect([sum("requests"), sum("failures")])
    .toEqual([Number(requests), Number(failures)]);
  expect(sum("failures")).toBe(3);
});

test("parseLocustJson() and parseLocustStats() agree on the same run", () => {
  const byName = (totals: ReturnType<typeof parseLocustStats>) =>
    totals.sort((a, b) => a.name < b.name ? -1 : 1);
  expect(byName(parseLocustJson(json))).toEqual(
    byName(parseLocustStats(stats)),
  );
});

test("parseLocustStats() returns no median before the first response", () => {
  const columns = "Type,Name,Request Count,Failure Count,Median Response Time";
  expect(parseLocustStats(`${columns}\r\nGET,big,0,0,N/A\r\n`))
    .toEqual([{ name: "big", requests: 0, failures: 0, median: null }]);
});

test("readLocustTotals() prefers JSON, falls back to CSV, and returns none without files", () =>
  withTempFolder(async (folder) => {
    const prefix = `${folder}/locust`;
    expect(await readLocustTotals(prefix)).toEqual([]);
    await Deno.writeTextFile(`${prefix}_stats.csv`, stats);
    expect(await readLocustTotals(prefix)).toHaveLength(21);
    await Deno.writeTextFile(`${prefix}.json`, "[]");
    expect(await readLocustTotals(prefix)).toEqual([]);
  }));

test("compareTotals() reports every difference, on either side", () => {
  const totals = [
    { name: "incremental", requests: 400, failures: 2, median: 0.003 },
    { name: "big", requests: 20, failures: 0, median: 0.02 },
  ];
  const incremental = { requests: 400, failures: 2 };
  expect(compareTotals(totals, new Map())).toHaveLength(2);
  expect(compareTotals([], new Map([["incremental", incremental]]))).toEqual([
    "Locust counted 0 requests (0 failed) of incremental, and told us of 400 requests (2 failed)",
  ]);
  const counts = new Map([
    ["incremental", incremental],
    ["big", { requests: 20, failures: 1 }],
  ]);
  expect(compareTotals(totals, counts)).toEqual([
    "Locust counted 20 requests (0 failed) of big, and told us of 20 requests (1 failed)",
  ]);
});
