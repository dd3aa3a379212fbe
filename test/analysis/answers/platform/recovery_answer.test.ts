import { expect, test } from "vitest";
import {
  plannedScales,
  recoveryAnswer,
} from "../../../../src/analysis/answers/platform/recovery_answer.ts";
import { answer } from "../../../../src/report/mod.ts";
import { wilson } from "../../../../src/statistics/mod.ts";
import { notebookHeadings } from "../../../testing/notebook_headings.ts";
import {
  backAfter,
  toFaultRun,
  toRealRun,
  toRecoveryStudy,
} from "../../../testing/platform_faults.ts";
import { toLostInstance } from "../../../testing/platform_rows.ts";

const small = [20, 22, 24].map((last, i) =>
  toFaultRun(
    { run_id: `s${i}`, cells: 10, repetition: i + 1 },
    backAfter([18, last]),
  )
);
const large = toFaultRun({ run_id: "l", cells: 100 }, backAfter([19, 23]));
const crowded = toFaultRun(
  { run_id: "c", cells: 10, kill_share: 0.3 },
  [
    ...backAfter([20]),
    ...[1, 2, 3].map(() => toLostInstance(300, { censored: true })),
  ],
);
const wiped = toFaultRun(
  { run_id: "w", fault: "wipe-store-total", outage: 60, fill: 0.5 },
  backAfter([70, 72]),
);
const away = toFaultRun(
  { run_id: "a", fault: "cut-store-total", outage: 60, fill: 0.5 },
  [],
);
const study = toRecoveryStudy(
  { cells: [...small, large], crowded: [crowded], store: [wiped, away] },
  {
    probes: [{
      ...{ run_id: "a", during: wilson(1, 6), after: wilson(3, 3) },
      works_again: { seconds: 2, censored: false },
    }],
  },
);

test("recoveryAnswer() compares the plan's smallest and largest platform", () => {
  const { verdict, tiles, limits } = answer(recoveryAnswer(study, []));
  expect(verdict).toBe(
    "On a simulated platform, what was lost runs again after **22 s** when 1 of 10 cells dies, **23 s** when 10 of 100 cells die. When 3 of 10 cells die, **25 %** come back. All data lost (10 cells, fill 50 %): known again after **1.2 min** (outage 1 min).",
  );
  expect(tiles.map(({ label, value, unit, meaning }) => [
    ...[label, `${value} ${unit}`.trim(), meaning],
  ])).toEqual([
    ["Simulated: all back, 10 of 100 cells die", "23 s", "neutral"],
    ["Simulated: first noticed, 10 of 100 cells die", "9.5 s", "neutral"],
    ["Simulated: back, 3 of 10 cells die", "25 %", "failed"],
    ["Simulated: known again, all data lost, 10 cells", "1.2 min", "neutral"],
    ["Simulated: tasks done while the store is away", "1 of 6", "failed"],
  ]);
  expect(tiles[0]).toMatchObject({
    ...{ interval: "one run", n: "n = 1 run, 2 instances lost" },
  });
  expect(tiles[3]?.n).toBe("n = 1 run, 2 records lost");
  const headings = notebookHeadings("platform_recovery");
  expect(limits.map(({ label }) => label)).toEqual([
    ...["durations are assumed", "intervals are over simulated seeds"],
    "repair of a lost store was set",
    "3 faults of fewer than 3 runs",
  ]);
  for (const { heading } of limits) expect(headings).toContain(heading);
});

test("recoveryAnswer() says how long it was watched where not all were back", () => {
  const never = toFaultRun({}, [
    ...backAfter([20]),
    toLostInstance(300, { censored: true }),
  ]);
  const { verdict, tiles, limits } = answer(
    recoveryAnswer(toRecoveryStudy({ cells: [never] }, { system: "cf" }), [
      toRealRun({ all: small[0]?.curves[0] ?? null }),
    ]),
  );
  expect(verdict).toBe(
    "On cf, what was lost runs again after **more than 5 min** when 1 of 10 cells dies.",
  );
  expect(tiles[0]).toMatchObject({ value: "> 5 min", meaning: "failed" });
  expect(limits.map(({ label }) => label)).toEqual([
    "1 fault of fewer than 3 runs",
  ]);
});

test("recoveryAnswer() names the figures that rest on a doubtful run", () => {
  const doubtful = toFaultRun({
    ...{ run_id: "l", cells: 100 },
    reasons: [{
      ...{ code: "beside", text: "ran beside another", runs: [] },
      severity: "doubtful",
    }],
  }, backAfter([19, 23]));
  const { limits } = answer(
    recoveryAnswer(toRecoveryStudy({ cells: [...small, doubtful] }), []),
  );
  expect(limits.at(-1)).toMatchObject({
    label: "figure in doubt: 10 of 100 cells die",
    heading: "What to keep in mind",
  });
});

test("recoveryAnswer() answers without a run, and with one that does not count", () => {
  const { runs } = toRecoveryStudy({ cells: [large] });
  const { verdict, tiles, limits } = answer(recoveryAnswer(
    toRecoveryStudy({}, {
      runs: runs.map((run) => ({ ...run, status: "invalid" as const })),
    }),
    [],
  ));
  expect(verdict).toBe("No cell of a simulated platform died.");
  expect(tiles).toEqual([]);
  expect(limits.at(-1)?.label).toBe("1 run not ok");
});

test("recoveryAnswer() compares platforms that were left alone for as long, and finds nothing wrong where no room is left", () => {
  const day = small.map(({ run }) =>
    toFaultRun({ ...run, soak: 86_400 }, backAfter([18, 22]))
  );
  const short = toFaultRun(
    { run_id: "l", cells: 1000, soak: 600 },
    backAfter([19, 30]),
  );
  const hello = { kind: "hello", desired: 1792, before: 1, after: 1 };
  const full = toRecoveryStudy({ cells: [...day, short], crowded: [crowded] }, {
    shares: [{
      ...{ run_id: "c", memory_load: 1.2, favoured: null, kinds: [hello] },
    }],
  });
  const { verdict, tiles, limits } = answer(recoveryAnswer(full, []));
  expect(verdict).toContain("after **22 s** when 1 of 10 cells dies. When");
  expect(verdict).toContain("come back and fill all room.");
  expect(tiles.at(-1)?.meaning).toBe("neutral");
  expect(limits.map(({ label }) => label)).toContain(
    "1,000 cells: 30 s, after another time alone",
  );
});

test("plannedScales() are those of which a tenth died, or else all", () => {
  const half = toFaultRun({ kill_share: 0.5 }, backAfter([30]));
  const names = (cells: readonly (typeof large)[]) =>
    plannedScales(toRecoveryStudy({ cells })).map(({ name }) => name);
  expect(names([half, large])).toEqual(["10 of 100 cells die"]);
  expect(names([half])).toEqual(["5 of 10 cells die"]);
});

test("recoveryAnswer() on a simulation says first what real control planes did, and by which settings", () => {
  const all = small[0]?.curves[0] ?? null;
  const { verdict, tiles, limits } = answer(recoveryAnswer(study, [
    toRealRun({
      ...{ system: "kubernetes", fault: "kill-cells", kill_share: 0.1, all },
      death: {
        text: "grace 20 s, toleration 5 s, 10 nodes/s",
        isSooner: true,
      },
    }),
  ]));
  expect(verdict).toBe(
    "On real control planes with simulated cells, what was lost ran again after **20 s** on Kubernetes (1 of 10 cells dies, 2 lost, noticed sooner than by default). Simulated: **22 s** when 1 of 10 cells dies, **23 s** when 10 of 100 cells die.",
  );
  expect(tiles[0]).toMatchObject({
    ...{ label: "Kubernetes: all back, 1 of 10 cells dies", value: "20" },
    interval: "grace 20 s, toleration 5 s, 10 nodes/s",
    n: "n = 1 run, 2 instances lost",
  });
  const few = limits.find(({ label }) => label.includes("real"));
  expect(few?.label).toBe("fewer than 3 runs on real control planes");
  expect(notebookHeadings("platform_recovery")).toContain(few?.heading);
  expect(tiles.slice(1).map(({ label }) => label)).toEqual([
    "Simulated: all back, 10 of 100 cells die",
    "Simulated: back, 3 of 10 cells die",
  ]);
});
