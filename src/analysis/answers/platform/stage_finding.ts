/** The finding on stages in full: time by size, the stages that take it, who waits longest, and what is missing. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import { bullets, md, type Prose } from "../../../report/cells.ts";
import {
  largestCase,
  type StageCase,
  type StageStudy,
} from "../../platform/stages/stage_study.ts";
import { stageShifts } from "../../platform/stages/stage_shifts.ts";
import { counted } from "../answer_parts.ts";

/** Shares of the time that are worth a word. */
const WORTH_SAYING = 0.05;

/** Describes the stages in bullets. */
export function describeStages(study: StageStudy): Prose {
  if (study.cases.length === 0) return md`No run has stages on record.`;
  const largest = (["task", "lrp"] as const)
    .flatMap((kind) => largestCase(study, kind) ?? []);
  return bullets([
    ...["task", "lrp"].flatMap((kind) =>
      describeSizes(study.cases.filter((one) => one.kind === kind))
    ),
    ...largest.flatMap(describeShares),
    ...largest.flatMap(describeFifths),
    describeCounts(study),
  ]);
}

function describeSizes(cases: readonly StageCase[]): Prose[] {
  const [first] = cases;
  if (!first) return [];
  const times = cases.map((
    { label, all_in: { mean, n }, all_in_range: range },
  ) =>
    mean === null || range === null
      ? `${label}: not reached`
      : `${label}: ${formatDuration(mean)} (${counted(n, "run")}${
        n === 1
          ? ""
          : `, ${formatDuration(range[0])} to ${formatDuration(range[1])}`
      })`
  );
  return [md`**Until all ${first.noun} were done**: ${times.join("; ")}.`];
}

function describeShares({ label, shares }: StageCase): Prose[] {
  const told = shares.filter(({ share }) => share >= WORTH_SAYING)
    .toSorted((a, b) => b.share - a.share);
  if (told.length === 0) return [];
  const parts = told.map(({ stage, share }) =>
    `${stage} ${formatPercent(share, 0)}`
  );
  return [
    md`**Where the time of ${label} goes**: on the way to ${parts.join(", ")}${
      told.length < shares.length
        ? `; less than ${formatPercent(WORTH_SAYING, 0)} to each of the others`
        : ""
    }.`,
  ];
}

/** Says which stages take longer for the highest numbers than for the lowest, in every run. */
function describeFifths(one: StageCase): Prose[] {
  if (one.sets.length === 0) return [];
  const later = stageShifts(one).filter(({ seconds, least, median }) =>
    least > 0 && (seconds.mean ?? 0) > WORTH_SAYING * (median ?? Infinity)
  );
  const parts = later.map(({ stage, seconds: { mean, n }, least, most }) =>
    `${stage} by ${formatDuration(mean ?? 0)}${
      n === 1
        ? ""
        : ` (the runs ${formatDuration(least)} to ${formatDuration(most)})`
    }`
  );
  return [
    md`**Who waits longer, ${one.label}**: ${
      parts.length === 0
        ? "the last fifth of the numbers takes no longer than the first at any stage"
        : `the last fifth of the numbers takes longer than the first to ${
          parts.join(", ")
        }`
    }; mean of ${
      counted(one.sets.length, "run")
    }. All are asked for at once, and the platform takes them in the order of their numbers.`,
  ];
}

function describeCounts({ cases }: StageStudy): Prose {
  const all = cases.flatMap(({ sets }) => sets.map(({ counts }) => counts));
  const sum = (of: (counts: typeof all[number]) => number) =>
    all.reduce((total, counts) => total + of(counts), 0);
  const n = sum((counts) => counts.n);
  return md`**What the timelines tell**: of ${n}, ${
    sum(({ complete }) => complete)
  } are complete; ${
    sum(({ endless }) => endless)
  } have a start without an end, ${
    sum(({ startless }) => startless)
  } an end without a start, ${sum(({ gaps }) => gaps)} lack a stage between, ${
    sum(({ empty }) => empty)
  } have none, and ${
    sum(({ negative }) => negative)
  } have a stage before its time. None of them is left out.`;
}
