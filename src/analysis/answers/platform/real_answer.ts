/** What real control planes did, which the answer of a report whose figures are of a simulation says first. */
import { formatPercent, formatValue } from "../../../record/mod.ts";
import {
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/cells.ts";
import { titleOf } from "../../control_plane/control_plane_study.ts";
import { faultName } from "../../platform/recovery/fault_name.ts";
import type { RealRun } from "../../platform/recovery/real_runs.ts";
import {
  type RepeatedTime,
  repeatedTime,
} from "../../platform/recovery/recovery_summary.ts";
import { cellCount } from "../../platform/runs/cell_count.ts";
import { fillText } from "../../platform/runs/fill_text.ts";
import { KILL_CELLS } from "../../platform/runs/platform_runs.ts";
import {
  counted,
  limitIf,
  type RestingFigure,
  splitUnit,
  toLabel,
} from "../answer_parts.ts";
import { boundText, rangeText } from "./repeated_text.ts";

/** Systems that a first screen has room for, and characters of the name of each. */
const MAX_SYSTEMS = 2, MAX_NAME = 24;

/** Heading under which a report has the runs on real control planes. */
export const REAL_HEADING = "On real control planes";

/** Fewer runs of a case give no range to speak of. */
const FEW_RUNS = 3;

/** Systems that have real cells, and upload and stage what is pushed: their own runs say so. */
const realCells: ReadonlySet<string> = new Set(["cf"]);

/** What the time of a push holds beside the control plane's own, by system. */
const pushRests: Readonly<Record<string, string>> = {
  diego: "container times are set",
  kubernetes: "containers run at once",
};

/** What an answer says of real control planes. */
export interface RealAnswer {
  readonly sentence: Prose;
  /** A tile a system, at most two. */
  readonly tiles: readonly TileParts[];
  /** The runs behind each tile. */
  readonly figures: readonly RestingFigure[];
  readonly runs: readonly RealRun[];
}

/** The runs of the largest case of one system. */
interface RealCase {
  /** `Kubernetes`. */
  readonly system: string;
  readonly first: RealRun;
  readonly runs: readonly RealRun[];
  readonly time: RepeatedTime;
}

/** Answers how long the most instances took until all ran; null without a run. */
export function realPushAnswer(real: readonly RealRun[]): RealAnswer | null {
  const pushed = real.filter(({ status, own }) =>
    status === "ok" && (own?.filled ?? null) !== null
  );
  const cases = largestCases(pushed, {
    weightOf: ({ own }) => own?.instances ?? 0,
    timeOf: ({ own }) =>
      own?.filled ? { seconds: own.filled, censored: false } : null,
  });
  if (cases.length === 0) return null;
  const sum = (of: (own: NonNullable<RealRun["own"]>) => number) =>
    cases.flatMap(({ runs }) => runs)
      .reduce((total, { own }) => total + (own ? of(own) : 0), 0);
  const [ok, pushes] = [sum(({ ok }) => ok), sum(({ pushes }) => pushes)];
  const [share, end] = ok === pushes
    ? ["every push succeeded and all ran", "all ran"]
    : [
      `${
        formatPercent(ok / pushes, 1)
      } of the pushes succeeded and the last start ended`,
      "last start ended",
    ];
  const each = cases.map(({ system, first, time }) =>
    md`**${boundText(time)}** on ${system} (${sizeOf(first)})`
  );
  return toAnswer(cases, {
    sentence: md`On real control planes with simulated cells, ${share} after ${
      inWords(each)
    }.`,
    label: ({ cells }) => `${end}, ${sizeOf({ cells, fill: null })}`,
    rest: ({ system, fill }) =>
      [
        fillText(fill),
        "no upload, no staging",
        Object.hasOwn(pushRests, system) ? pushRests[system] : "",
      ].filter((part) => part !== "").join("; "),
    of: ({ own }) => counted(own?.instances ?? 0, "instance"),
  });
}

/** Answers how long until all was back that ran on dead cells; null without a run. */
export function realRecoveryAnswer(
  real: readonly RealRun[],
): RealAnswer | null {
  const died = real.filter(({ status, fault, all }) =>
    status === "ok" && fault === KILL_CELLS && all !== null
  );
  const cases = largestCases(died, {
    weightOf: ({ all }) => all?.n ?? 0,
    timeOf: ({ all }) => all?.times.at(-1)?.time ?? null,
  });
  if (cases.length === 0) return null;
  const each = cases.map(({ system, first, time }) =>
    md`**${boundText(time)}** on ${system} (${nameOfFault(first)}, ${
      formatValue(first.all?.n ?? 0, "")
    } lost${first.death.isSooner ? ", noticed sooner than by default" : ""})`
  );
  return toAnswer(cases, {
    sentence:
      md`On real control planes with simulated cells, what was lost ran again after ${
        inWords(each)
      }.`,
    label: (run) => `all back, ${nameOfFault(run)}`,
    rest: ({ death }) => death.text,
    of: ({ all }) => `${counted(all?.n ?? 0, "instance")} lost`,
  });
}

/** Returns what limits what is said of real control planes: few runs; nothing without an answer. */
export function realLimit(real: RealAnswer | null): LimitParts[] {
  const few = real?.figures.some(({ runs }) => runs.length < FEW_RUNS) ?? false;
  return limitIf(
    few,
    `fewer than ${FEW_RUNS} runs on real control planes`,
    REAL_HEADING,
  );
}

/** Returns the largest case of each system, those of the largest systems only. */
function largestCases(
  runs: readonly RealRun[],
  { weightOf, timeOf }: {
    readonly weightOf: (run: RealRun) => number;
    readonly timeOf: (run: RealRun) => Parameters<typeof repeatedTime>[0][0];
  },
): RealCase[] {
  const simulated = runs.filter(({ system }) => !realCells.has(system));
  const largest = [
    ...Map.groupBy(simulated, ({ system }) => system).values(),
  ]
    .flatMap((own) =>
      own.toSorted((a, b) => weightOf(b) - weightOf(a))[0] ?? []
    )
    .toSorted((a, b) => weightOf(b) - weightOf(a))
    .slice(0, MAX_SYSTEMS);
  return largest.map((first) => {
    const own = runs.filter(({ case_id, experiment }) =>
      case_id === first.case_id && experiment === first.experiment
    );
    return {
      ...{ system: toLabel(titleOf(first.system), MAX_NAME), first, runs: own },
      time: repeatedTime(own.map(timeOf)),
    };
  });
}

function toAnswer(
  cases: readonly RealCase[],
  { sentence, label, rest, of }: {
    readonly sentence: Prose;
    readonly label: (run: RealRun) => string;
    /** What the time rests on; empty for nothing to say. */
    readonly rest: (run: RealRun) => string;
    /** What one run was asked for. */
    readonly of: (run: RealRun) => string;
  },
): RealAnswer {
  return {
    sentence,
    tiles: cases.map(({ system, first, runs, time }) => ({
      label: toLabel(`${system}: ${label(first)}`),
      ...splitUnit(boundText(time)),
      interval: [rangeText(time), rest(first)]
        .filter((part) => part !== "").join("; "),
      n: `n = ${counted(runs.length, "run")}, ${of(first)}`,
      meaning: time.censored > 0 ? "failed" : "neutral",
    })),
    figures: cases.map(({ system, runs }) => ({ name: system, runs })),
    runs: cases.flatMap(({ runs }) => runs),
  };
}

/** Returns `50 cells, fill 50 %`. */
function sizeOf({ cells, fill }: Pick<RealRun, "cells" | "fill">): string {
  return [
    cells === null ? "some cells" : cellCount(cells),
    fillText(fill),
  ].filter((part) => part !== "").join(", ");
}

/** The fill is said in the table of real runs. */
function nameOfFault(run: RealRun): string {
  return faultName({ ...run, fill: null });
}

function inWords(parts: readonly Prose[]): Prose {
  return parts.reduce((before, part) => md`${before} and ${part}`);
}
