import { expect, test } from "vitest";
import {
  type LossMapRow,
  plotLossMap,
} from "../../../src/figures/study/loss_map.ts";
import { expectGolden } from "../golden.ts";

const row = (
  group: string,
  label: string,
  ranges: LossMapRow["ranges"],
): LossMapRow => ({
  ...{ group, label, ranges, from: -3, until: 9, rate: 30_000 },
  outage: { from: 0, until: 6 },
});
const range = (
  from: number,
  until: number,
  n = Math.round((until - from) * 30_000),
  outcome: "lost" | "duplicated" = "lost",
) => ({ from, until, n, outcome });

const rows = [
  row("rsyslog 8.2302.0", "sink-2, run 1", [
    range(-0.07, 0),
    range(6, 6, 1, "duplicated"),
  ]),
  row("rsyslog 8.2302.0", "sink-2, run 2", []),
  row("syslog-ng 3.38.1", "sink-2, run 1", [range(1.9, 6.2)]),
  row("syslog-ng 3.38.1", "sink-2, run 2", [range(2.4, 5.1)]),
  row("carbon-c-relay 3.7.3", "sink-2, run 1", [range(0, 2.7)]),
  row("carbon-c-relay 3.7.3", "sink-2, run 2", [
    ...Array.from({ length: 60 }, (_, i) => range(i / 20, i / 20 + 0.01, 600)),
    range(6.1, 6.6, 15_000, "duplicated"),
  ]),
];
const options = { title: "Loss map", zero: "the start of the outage" };

test("plotLossMap() draws when the lost lines were due, by tool and run", async () => {
  const figure = plotLossMap(rows, { ...options, caption: "Made-up values." });
  expect(figure.svg).toContain("0 lost<");
  expect(figure.svg).toContain("36,000 lost, 15,000 copies<");
  const lines = figure.data.rows
    .filter(([group]) => group === rows[0]?.group)
    .reduce((sum, row) => sum + Number(row.at(-1)), 0);
  expect(lines).toBe(2101);
  await expectGolden(figure, "loss_map");
});

test("plotLossMap() draws sinks that were never away and lost nothing", () => {
  const [first] = rows;
  if (!first) throw new TypeError("no row");
  const { svg } = plotLossMap(
    [{ ...first, group: "<i>", outage: null, ranges: [] }],
    options,
  );
  expect(svg).not.toMatch(/NaN|Infinity|>lost<|sink away|<i>/);
});

test("plotLossMap() refuses no sinks", () => {
  expect(() => plotLossMap([], options))
    .toThrow("Cannot draw Loss map as there are no sinks");
});
