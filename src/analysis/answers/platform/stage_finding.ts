/** The finding on stages in full: time by size, the stages that take it, who waits longest, and what is missing. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import { bullets, md, type Prose } from "../../../report/mod.ts";
import {
  largestCase,
  type StageCase,
  type StageStudy,
} from "../../platform/stages/stage_study.ts";
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
  const times = cases.map(({ label, all_in: { mean, lower, upper, n } }) =>
    mean === null
      ? `${label}: not reached`
      : `${label}: ${formatDuration(mean)} (${counted(n, "run")}${
        lower === null || upper === null
          ? ""
          : `, ${formatDuration(Math.max(0, lower))} to ${
            formatDuration(upper)
          }`
      })`
  );
  return [md`**Until all ${first.noun} were done**: ${times.join("; ")}.`];
}

function describeShares({ label, shares }: StageCase): Prose[] {
  const told = shares.filter(({ share }) => share >= WORTH_SAYING)
    .toSorted((a, b) => b.share - a.share);
  if (told.length === 0) return [];
  const rest = 1 - told.reduce((sum, { share }) => sum + share, 0);
  const parts = told.map(({ stage, share }) =>
    `${stage} ${formatPercent(share, 0)}`
  );
  return [
    md`**Where the time of ${label} goes**: on the way to ${parts.join(", ")}${
      rest > 0.005 ? `; ${formatPercent(rest, 0)} to the others` : ""
    }.`,
  ];
}

/** Says of the first run which stages take longer for the last fifth than for the first. */
function describeFifths({ label, sets: [set] }: StageCase): Prose[] {
  if (!set) return [];
  const later = set.durations.filter(({ shift, median }) =>
    shift !== null && (shift.lower ?? -1) > 0 &&
    shift.seconds > WORTH_SAYING * (median.value ?? Infinity)
  );
  const parts = later.map(({ stage, shift }) =>
    `${stage} by ${formatDuration(shift?.seconds ?? 0)} (${
      formatDuration(shift?.lower ?? 0)
    } to ${formatDuration(shift?.upper ?? 0)})`
  );
  return [
    md`**Who waits longer, ${label}**: ${
      parts.length === 0
        ? "the last fifth takes no longer than the first at any stage"
        : `the last fifth takes longer than the first to ${parts.join(", ")}`
    }, in run ${set.run.run_id}.`,
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
