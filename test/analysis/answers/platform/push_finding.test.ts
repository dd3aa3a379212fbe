import { expect, test } from "vitest";
import { describePushes } from "../../../../src/analysis/answers/platform/push_finding.ts";
import { pushStudy } from "../../../../src/analysis/platform/pushes/push_study.ts";
import { pushMix } from "../../../../src/systems/platform/push_mix.ts";
import { makePushRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

test("describePushes() says of each part what was found", async () => {
  await withTestStore([
    makePushRun("r1", { cells: 1, retries: 3 }),
    makePushRun("r2", { cells: 2, failed: [5], cancelled: [150] }),
    makePushRun("r3", { cells: 2, repetition: 2, slower: 0.1 }),
  ], async (store) => {
    const { markdown } = describePushes(
      await pushStudy(store, pushMix, {
        ...{ system: "simulator", fill: 1, parallel: 2 },
      }),
    );
    for (
      const text of [
        "23.4 min on 1 cell (1 run)",
        "Too few runs tell the smallest and the largest apart.",
        "about 39 pushes follow each other",
        "Some run had more in flight than that.",
        "staging-failed in 1 of phase start",
        "2 phases never began or did not end",
        "3 further attempts of the platform's client in 3 runs",
        "**Fill, phase start**: from the third tenth to the last, it takes",
        "Of 3 runs, the last tenth was slower in 1",
        "78 applications, 96 instances and 28 GiB a cell follow from the mix",
      ]
    ) expect(markdown).toContain(text);
  });
});
