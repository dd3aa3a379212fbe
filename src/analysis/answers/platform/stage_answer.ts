/** Answers how long a platform takes for many tasks or instances at once, and which stage takes the time. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/cells.ts";
import {
  largestCase,
  longestStage,
  type StageCase,
  type StageStudy,
} from "../../platform/stages/stage_study.ts";
import { stageShifts } from "../../platform/stages/stage_shifts.ts";
import {
  counted,
  doubtLimit,
  limitIf,
  percentParts,
  splitUnit,
  toLabel,
} from "../answer_parts.ts";
import { simulatedLimit } from "./simulated_limit.ts";

/** Heading under which the report says how whole the timelines are. */
const COUNTS_HEADING = "How whole the timelines are";

/** Stages of a timeline below which it tells little of where the time goes. */
const FEW_STAGES = 4;

/** Answers which stage takes the time of work that was asked for at once. */
export function stageAnswer(study: StageStudy): AnswerParts {
  const tasks = largestCase(study, "task");
  const instances = largestCase(study, "lrp");
  const shown = [tasks, instances].flatMap((one) => one ?? []);
  const [first] = shown;
  return {
    verdict: first
      ? md`${describeTimes(study, shown)}${describeLongest(first)}`
      : md`No run has stages on record.`,
    tiles: [
      ...shown.map(timeTile),
      ...shown.slice(0, 1).flatMap(longestTile),
      ...shown.slice(0, 1).flatMap(fifthTile),
      ...completeTile(study),
    ],
    limits: limitsOf(study, shown),
  };
}

/** Says a stage in words: `created container`; abbreviations stay. */
export function stageWords(stage: string): string {
  return stage.replaceAll("-", " ").replace(
    /\b[A-Z][a-z]+/g,
    (word) => word.toLowerCase(),
  );
}

function describeTimes(
  { system }: Pick<StageStudy, "system">,
  shown: readonly StageCase[],
): Prose {
  const platform = system === "simulator" ? "a simulated platform" : system;
  const parts = shown.map((one) =>
    one.all_in.mean === null
      ? md`not all of ${atOnce(one)} were done`
      : md`${atOnce(one)} were all done in **${
        formatDuration(one.all_in.mean)
      }**`
  );
  return md`On ${platform}, ${parts[0] ?? ""}${
    parts[1] ? md`; ${parts[1]}` : ""
  }.`;
}

/** Seconds within which all of a batch are asked for at once. */
const AT_ONCE_S = 5;

/** Returns `4,000 tasks at once on 100 cells`. */
function atOnce({ n, noun, cells, sets }: StageCase): string {
  const place = cells === null ? "" : ` on ${counted(cells, "cell")}`;
  const isAtOnce = sets.every(({ batch }) =>
    batch === null || batch.spread <= AT_ONCE_S
  );
  return `${n.toLocaleString("en-US")} ${noun}${
    isAtOnce ? " at once" : ""
  }${place}`;
}

function describeLongest(one: StageCase): Prose {
  const longest = longestStage(one);
  return longest === null
    ? md``
    : md` Of the time of ${one.noun}, **${
      formatPercent(longest.share, 0)
    }** goes by on the way to “${stageWords(longest.stage)}”.`;
}

function timeTile(
  { label, all_in, all_in_range: range, sets }: StageCase,
): TileParts {
  const { mean, n } = all_in;
  return {
    label: toLabel(`All done: ${label}`),
    ...(mean === null
      ? { value: "not reached", meaning: "failed" as const }
      : splitUnit(formatDuration(mean))),
    interval: range === null ? "" : n === 1 ? "one run" : rangeText(range),
    n: `n = ${counted(n, "run")}${n < sets.length ? ` of ${sets.length}` : ""}`,
  };
}

/** The last of many: so few runs of it have a range, and no interval of a mean. */
function rangeText([least, most]: readonly [number, number]): string {
  return `mean; the runs ${formatDuration(least)} to ${formatDuration(most)}`;
}

function longestTile(one: StageCase): TileParts[] {
  const longest = longestStage(one);
  if (longest === null) return [];
  const medians = one.sets.flatMap(({ durations }) =>
    durations.find(({ stage }) => stage === longest.stage)?.median.value ?? []
  );
  const [low, high] = [Math.min(...medians), Math.max(...medians)];
  return [{
    label: toLabel(`On the way to “${stageWords(longest.stage)}”`),
    ...percentParts(longest.share, 0),
    interval: medians.length === 0
      ? "of all time"
      : `of all time; medians of the runs ${formatDuration(low)} to ${
        formatDuration(high)
      }`,
    n: `n = ${counted(one.n, "entity", "entities")}, ${
      counted(one.sets.length, "run")
    }`,
  }];
}

/** Whether the longest stage takes longer for those with the highest numbers: all are asked for at once, in that order. */
function fifthTile(one: StageCase): TileParts[] {
  const longest = longestStage(one);
  const shift = stageShifts(one).find(({ stage }) => stage === longest?.stage);
  if (!shift || shift.seconds.mean === null) return [];
  const { seconds: { mean, n }, least, most } = shift;
  const isTold = least > 0 || most < 0;
  return [{
    label: `Last fifth of the numbers ${
      isTold && mean < 0 ? "shorter" : "longer"
    }, same stage`,
    ...(isTold
      ? splitUnit(formatDuration(Math.abs(mean)))
      : { value: "not told" }),
    interval: n === 1
      ? "than the first; one run"
      : `than the first; the runs ${formatDuration(least)} to ${
        formatDuration(most)
      }`,
    n: `n = ${counted(n, "run")}`,
  }];
}

function completeTile({ cases }: StageStudy): TileParts[] {
  const all = cases.flatMap(({ sets }) => sets);
  const n = all.reduce((sum, { counts }) => sum + counts.n, 0);
  const complete = all.reduce((sum, { counts }) => sum + counts.complete, 0);
  if (n === 0) return [];
  return [{
    label: "Complete timelines",
    ...percentParts(complete / n, 2),
    interval: "counted, not estimated",
    n: `n = ${counted(n, "timeline")} in ${counted(all.length, "run")}`,
    meaning: complete === n ? "ok" : "unsure",
  }];
}

function limitsOf(
  { system, runs, cases }: StageStudy,
  shown: readonly StageCase[],
): LimitParts[] {
  const sets = cases.flatMap((one) => one.sets);
  const backwards = sets.reduce((sum, { counts }) => sum + counts.negative, 0);
  const invalid = runs.filter(({ status }) => status !== "ok").length;
  const coarse =
    sets.filter(({ timelines }) => timelines.stages.length < FEW_STAGES).length;
  return [
    ...simulatedLimit(system),
    ...limitIf(
      coarse > 0,
      `${coarse} of ${sets.length} runs tell fewer than 4 stages`,
      COUNTS_HEADING,
    ),
    ...limitIf(
      backwards > 0,
      `${counted(backwards, "timeline")} backwards`,
      COUNTS_HEADING,
    ),
    ...limitIf(invalid > 0, `${counted(invalid, "run")} not ok`, "Every run"),
    ...doubtLimit(
      runs,
      shown.map(({ label, sets }) => ({
        name: label,
        runs: sets.map(({ run }) => run),
      })),
    ),
  ];
}
