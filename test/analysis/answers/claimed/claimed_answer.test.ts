import { expect, test } from "vitest";
import { claimedAnswer } from "../../../../src/analysis/answers/claimed/claimed_answer.ts";
import type { Recovery } from "../../../../src/analysis/mod.ts";
import { answer } from "../../../../src/report/mod.ts";
import { toTestFaultStudy } from "../../../testing/fault_studies.ts";
import { toTestMeasuredRuns } from "../../../testing/measured_runs.ts";
import { toTestRecovery } from "../../../testing/recoveries.ts";
import { toTestStudy } from "../../../testing/scale_studies.ts";

const none = toTestStudy([]);

/** A run in which nothing succeeded for so many seconds. */
function toSilence(
  fault: string,
  seconds: number,
  options: Partial<Recovery> = {},
): Recovery {
  return toTestRecovery({
    loadGap: {
      ...{ seconds, censored: false, detected: true },
      ...{ baseline: 0.01, limit: 0.02 },
    },
    ...{ fault, attempted: 100 },
    ...options,
  });
}

function faultsIn(...runs: readonly Recovery[]) {
  const { verdict, tiles } = answer(claimedAnswer({
    ...{ scale: none, cases: [], faults: toTestFaultStudy(runs) },
    ...{ split: new Set<string>(), fallen: new Set<string>() },
  }));
  return { said: verdict.split("measured. ")[1], tiles };
}

test("claimedAnswer() says whether larger clusters carry less", () => {
  const { verdict, tiles, limits } = answer(claimedAnswer({
    ...{ cases: [], faults: toTestFaultStudy([]) },
    ...{ split: new Set<string>(), fallen: new Set<string>() },
    scale: toTestStudy([
      ...toTestMeasuredRuns([1000, 1010, 1020, 1030, 1040], { nodes: 1 }),
      ...toTestMeasuredRuns([500, 510, 520, 530, 540], { nodes: 3 }),
    ]),
  }));
  expect(verdict).toBe(
    "On one machine, more nodes carry **less** than one, in 1 of 1 case. No case that a document prints was measured. No fault was run.",
  );
  expect(tiles.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    "Most carried, 1 node, 25 workers, 1 KiB: 1,020",
    "Succeeded, without a fault: 100.00",
  ]);
  expect(limits.map(({ label }) => label)).toEqual([
    "5 runs of a case",
    "nodes and load share one machine",
  ]);
});

test("claimedAnswer() counts the runs whose rate fell among those that it tells of", () => {
  const study = toTestStudy(toTestMeasuredRuns([1000], { nodes: 1 }));
  const { limits } = answer(claimedAnswer({
    ...{ scale: study, cases: [], faults: toTestFaultStudy([]) },
    split: new Set<string>(),
    fallen: new Set([study.runs[0]?.run_id ?? "", "of a stress test"]),
  }));
  expect(limits.at(-1)).toMatchObject({
    label: "in 1 of 1 the rate fell by half or more",
    heading: "Rates that fell while the load ran",
  });
});

test("claimedAnswer() counts the faults in which nothing succeeded, and names the longest", () => {
  const { said, tiles } = faultsIn(
    toSilence("kill-leader", 0.1),
    toSilence("pause-leader", 5.2),
    toSilence("partition-leader", 5.6, { lost: 4, failed: 4 }),
  );
  expect(said).toBe(
    "In 2 of 3 faults of 5 s nothing succeeded for half of that or longer, the median up to **5.6 s**.",
  );
  expect(tiles.map(({ label, value, unit, n }) => [label, value, unit, n]))
    .toEqual([
      ["Nothing succeeds, partition-leader", "5.6", "s", "n = 1 run"],
      [
        ...["Failed, or later than 2 s, partition-leader", "4", "%"],
        "n = 1 run, pre-vote off",
      ],
    ]);
});

test("claimedAnswer() says of short silences that they are short", () => {
  expect(faultsIn(toSilence("kill-leader", 0.1)).said).toBe(
    "None of 1 fault of 5 s left the load without a success for half of that; **kill-leader** was longest: 100 ms.",
  );
});

test("claimedAnswer() tells no share of faults of several lengths, and no end that nobody saw", () => {
  const { said, tiles } = faultsIn(
    toSilence("kill-leader", 0.1, { planned_s: 3 }),
    toSilence("pause-leader", 9, {
      loadGap: {
        ...{ seconds: 9, censored: true, detected: true },
        ...{ baseline: 0.01, limit: 0.02 },
      },
    }),
  );
  expect(said).toBe(
    "Of 2 faults, **pause-leader** left the load without a success longest: until watching ended.",
  );
  expect(tiles[0]).toMatchObject({
    ...{ value: "until watching ended", unit: "", meaning: "failed" },
  });
});
