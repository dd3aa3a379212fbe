import { expect, test } from "vitest";
import {
  timeAxis,
  versionAxis,
} from "../../../../src/figures/study/parts/trend_axis.ts";

const row = (started_at: string, version: string) => ({ started_at, version });

test("timeAxis() leaves room around the runs, also around a single one", () => {
  const one = row("2026-01-05T00:00:00Z", "1");
  const { domain: [from, to], place } = timeAxis([one]);
  expect(to - from).toBe(86_400_000);
  expect(place(one)).toBe((from + to) / 2);
});

test("versionAxis() places versions in order of their first run", () => {
  const rows = [
    row("2026-02-01T00:00:00Z", "b"),
    row("2026-01-01T00:00:00Z", "c"),
    row("2026-03-01T00:00:00Z", "c"),
  ];
  const { domain, place } = versionAxis(rows);
  expect(domain).toEqual([-0.5, 1.5]);
  expect(rows.map(place)).toEqual([1, 0, 0]);
});
