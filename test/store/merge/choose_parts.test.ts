import { expect, test } from "vitest";
import { chooseParts } from "../../../src/store/merge/choose_parts.ts";
import { toTestRun } from "../../testing/records.ts";

const all = { before_ms: Infinity, keepLast: 0 };

/** Parts with so many runs each, named by their place: `a` with `a0`, `a1` ... */
function toParts(...sizes: number[]) {
  return sizes.map((size, i) => {
    const part = String.fromCharCode(97 + i);
    const runs = Array.from(
      { length: size },
      (_, n) => toTestRun(`${part}${n}`, { part }),
    );
    return { experiment: "kv", part, runs };
  });
}

test.each<[what: string, sizes: number[], chosen: string]>([
  ["one run", [1], ""],
  ["runs of their own", [1, 1, 1], "abc"],
  ["one run beside many that were merged", [9, 1], ""],
  ["fewer new runs than were merged", [3, 1, 1], "bc"],
  ["as many new runs as were merged", [2, 1, 1], "abc"],
  ["imports of many runs", [12, 12, 12, 1], "abcd"],
])("chooseParts() takes of %s, %j: '%s'", (_, sizes, chosen) => {
  const parts = chooseParts(toParts(...sizes), all);
  expect(parts.map(({ part }) => part).join("")).toBe(chosen);
});

test("chooseParts() leaves the latest runs, and those that had not ended before", () => {
  const parts = ["01", "02", "03", "04"].map((day) => {
    const part = `r${day}`;
    const ended_at = day === "03" ? null : `2026-01-${day}T12:00:00Z`;
    const started_at = `2026-01-${day}T11:00:00Z`;
    const run = toTestRun(part, { started_at, ended_at });
    return { experiment: "kv", part, runs: [run] };
  });
  const chosen = (keepLast: number, before: string) =>
    chooseParts(parts, {
      keepLast,
      before_ms: before === "" ? Infinity : Date.parse(before),
    }).map(({ part }) => part);
  expect(chosen(1, "")).toEqual(["r01", "r02", "r03"]);
  expect(chosen(3, "")).toEqual([]);
  expect(chosen(0, "2026-01-03T11:30:00Z")).toEqual(["r01", "r02", "r03"]);
  expect(chosen(0, "2026-01-02T12:00:00Z")).toEqual([]);
  expect(chosen(2, "2026-01-05")).toEqual(["r01", "r02"]);
  const timeless = parts.map((part) => ({
    ...part,
    runs: part.runs.map((run) => ({
      ...run,
      ...{ started_at: null, ended_at: null },
    })),
  }));
  expect(chooseParts(timeless, { ...all, before_ms: Date.now() })).toEqual([]);
  expect(chooseParts(timeless, all)).toHaveLength(4);
});
