import { expect, test } from "vitest";
import {
  stageAnswer,
  stageWords,
} from "../../../../src/analysis/answers/platform/stage_answer.ts";
import { stageStudy } from "../../../../src/analysis/platform/stages/stage_study.ts";
import { answer, type AnswerData } from "../../../../src/report/mod.ts";
import {
  makeStageRun,
  type StageRunOptions,
} from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

async function answerOf(
  runs: readonly StageRunOptions[],
): Promise<AnswerData> {
  return await withTestStore(
    runs.map((run, i) => makeStageRun(`r${i}`, run)),
    async (store) =>
      answer(stageAnswer(
        await stageStudy(store, {
          ...{ experiment: "platform-fezzik", system: "simulator" },
        }),
      )),
  );
}

test("stageAnswer() says when all were done, and until what most of the time goes by", async () => {
  const { verdict, tiles, limits } = await answerOf([
    { cells: 10 },
    { cells: 10, repetition: 2 },
    { cells: 1, kind: "lrp" },
  ]);
  expect(verdict).toBe(
    "On a simulated platform, 50 tasks at once on 10 cells were all done in **53 s**; 5 instances at once on 1 cell were all done in **8 s**. Of the time of tasks, **89 %** goes by on the way to “created container”.",
  );
  expect(tiles.map(({ label, value, unit }) => [label, value, unit])).toEqual([
    ["All done: 50 tasks, 10 cells", "53", "s"],
    ["All done: 5 instances, 1 cell", "8", "s"],
    ["On the way to “created container”", "89", "%"],
    ["Last fifth of the numbers longer, same stage", "40", "s"],
    ["Complete timelines", "100", "%"],
  ]);
  expect(limits.map(({ label }) => label)).toEqual([
    ...["durations are assumed", "intervals are over simulated seeds"],
    "3 of 3 runs tell fewer than 4 stages",
  ]);
});

test("stageAnswer() says that not all were done, and that there are no stages", async () => {
  const { verdict, tiles } = await answerOf([{ cells: 2, open: [1] }]);
  expect(verdict).toContain(
    "not all of 10 tasks at once on 2 cells were done.",
  );
  expect(tiles[0]).toMatchObject({ value: "not reached", meaning: "failed" });
  expect(tiles.at(-1)).toMatchObject({ value: "90", meaning: "unsure" });
  expect((await answerOf([])).verdict).toBe("No run has stages on record.");
});

test("stageWords() keeps abbreviations", () => {
  expect(stageWords("Running-In-BBS")).toBe("running in BBS");
  expect(stageWords("Claimed-ALRP")).toBe("claimed ALRP");
});
