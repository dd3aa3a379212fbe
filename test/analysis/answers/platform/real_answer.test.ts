import { expect, test } from "vitest";
import {
  realPushAnswer,
  realRecoveryAnswer,
} from "../../../../src/analysis/answers/platform/real_answer.ts";
import { answer } from "../../../../src/report/mod.ts";
import {
  backAfter,
  toFaultRun,
  toRealRun,
} from "../../../testing/platform_faults.ts";
import { toLostInstance } from "../../../testing/platform_rows.ts";

/** A run that pushed so many instances. */
const pushed = (
  system: string,
  instances: number,
  { cells = 10, fill = 1, filled = 60, ok = 10, run_id = system }: {
    readonly cells?: number;
    readonly fill?: number;
    readonly filled?: number;
    readonly ok?: number;
    readonly run_id?: string;
  } = {},
) =>
  toRealRun({
    ...{ run_id, system, cells, fill, case_id: `${system} ${cells}` },
    own: { pushes: 10, ok, instances, filled },
  });

test("realPushAnswer() has the largest case of each of two systems, with all its runs", () => {
  const real = realPushAnswer([
    pushed("diego", 960),
    pushed("diego", 9600, { cells: 100, filled: 100, run_id: "d1" }),
    pushed("diego", 9600, { cells: 100, filled: 120, run_id: "d2" }),
    pushed("diego", 9600, { cells: 100, filled: 140, run_id: "d3" }),
    pushed("kubernetes", 480, { ok: 8, fill: 0.5 }),
    // Its cells are real.
    pushed("cf", 99_999),
  ]);
  expect(real?.sentence.markdown).toBe(
    "On real control planes with simulated cells, 95 % of the pushes succeeded and the last start ended after **2 min** on Diego (100 cells) and **1 min** on Kubernetes (10 cells, fill 50 %).",
  );
  expect(
    real?.tiles.map(({ label, value, unit, interval, n }) => [
      ...[label, value, unit, interval, n],
    ]),
  ).toEqual([
    [
      ...["Diego: last start ended, 100 cells", "2", "min"],
      "median; range 1.67 min to 2.33 min; no upload, no staging; container times are set",
      "n = 3 runs, 9,600 instances",
    ],
    [
      ...["Kubernetes: last start ended, 10 cells", "1", "min"],
      "fill 50 %; no upload, no staging; containers run at once",
      "n = 1 run, 480 instances",
    ],
  ]);
  expect(real?.runs.map(({ run_id }) => run_id))
    .toEqual(["d1", "d2", "d3", "kubernetes"]);
});

test("realPushAnswer() is none without a run that counts, and has room for any name", () => {
  expect(realPushAnswer([])).toBeNull();
  expect(realPushAnswer([{ ...pushed("diego", 9), status: "invalid" }]))
    .toBeNull();
  const long = realPushAnswer([
    pushed("<b>".repeat(99), 9, { cells: 1_000_000 }),
    pushed("*".repeat(300), 9, { cells: 1_000_000 }),
  ]);
  if (long === null) throw new Error("Expected an answer");
  const { tiles } = answer({ verdict: long.sentence, tiles: long.tiles });
  expect(tiles).toHaveLength(2);
});

test("realRecoveryAnswer() says how long it was watched where not all were back", () => {
  const [curve] = toFaultRun({}, [
    ...backAfter([20]),
    toLostInstance(300, { censored: true }),
  ]).curves;
  const real = realRecoveryAnswer([
    toRealRun({
      ...{ system: "kubernetes", fault: "kill-cells", kill_share: 0.1 },
      ...{ all: curve ?? null, death: { text: "grace 20 s", isSooner: false } },
    }),
    // Nothing was lost.
    toRealRun({ system: "diego", fault: "cut-store-total" }),
  ]);
  expect(real?.sentence.markdown).toContain(
    "after **more than 5 min** on Kubernetes (1 of 10 cells dies, 2 lost).",
  );
  expect(real?.tiles).toHaveLength(1);
  expect(real?.tiles[0]).toMatchObject({
    ...{ value: "more than 5", unit: "min", interval: "grace 20 s" },
    meaning: "failed",
  });
});
