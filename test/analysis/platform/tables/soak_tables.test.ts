import { expect, test } from "vitest";
import { toSoakRows } from "../../../../src/analysis/platform/soak/soak_rows.ts";
import { toPlatformRow } from "../../../testing/platform_rows.ts";
import { toSoak } from "../../../testing/platform_soaks.ts";
import {
  soakRunTable,
  soakTable,
} from "../../../../src/analysis/platform/tables/soak_tables.ts";

const points = Array.from({ length: 120 }, (_, i) => ({
  ...{ at: 30 * i, value: 2 + (i % 5) / 10 },
}));

test("soakTable() prints a metric against its interval and levels", () => {
  const { rows } = soakTable(
    toSoakRows("r1", {
      series: [
        {
          ...{ source: "bbs", metric: "ConvergenceLRPDuration", unit: "s" },
          points: points.with(50, { at: 1500, value: 31 }),
        },
        { source: "bbs", metric: "PresentCells", unit: "", points },
      ],
      span: { from: 0, until: 3600 },
    }),
    "10 cells for 1 hour, the only run",
  );
  const [loop, cells] = rows;
  expect(loop?.slice(0, 7).map(({ text }) => text)).toEqual([
    ...["convergence of instances", "31 s", "red"],
    ...["every 30 s, 10 s, 20 s", "2.2 s", "2.4 s", "120"],
  ]);
  expect(loop?.[2]).toMatchObject({ bold: true, note: "1 late, red in 25 %" });
  expect(cells?.map(({ text }) => text)).toEqual([
    ...["cells present", "2.4", "no level", "–", "2.2", "2.4", "120", "none"],
  ]);
});

test("soakRunTable() has every run, also one without a soak", () => {
  const soak = toSoak({}, {
    ConvergenceLRPDuration: { unit: "s", values: points.map(() => 25) },
  });
  const { rows } = soakRunTable(
    [soak.run, toPlatformRow({ run_id: "r2", status: "failed" })],
    [soak],
    new Map(),
  );
  expect(rows.map((row) => row.slice(3, 9).map(({ text }) => text))).toEqual([
    ["ok", "1 day", "25 s", "–", "0", "1"],
    ["failed", "–", "–", "–", "–", "–"],
  ]);
});
