/** Describes the load lines of all configurations in a paragraph and its remarks. */
import { counted, formatDuration } from "../../record/mod.ts";
import { bullets, md, type Prose } from "../../report/cells.ts";
import { percentAtMost, rangeText } from "../overview/bound_format.ts";
import { boundText, brokenText, loadText } from "../recorded/line_text.ts";
import { configurationOf } from "./configurations.ts";
import type { PooledLine } from "./load_line_searches.ts";
import type { MonitoringRun } from "./monitoring_runs.ts";
import { besideText, ranBeside } from "../overview/neighbours.ts";
import { objectiveNames } from "./objective_names.ts";
import { countedOf } from "./search_rows.ts";

/** Orders lines by how well they are known: past a head flush first, then by number of counted runs. */
export function bestKnownFirst(pools: readonly PooledLine[]): PooledLine[] {
  return pools.toSorted((a, b) =>
    Number(a.provisional) - Number(b.provisional) ||
    countedOf(b.steps).length - countedOf(a.steps).length
  );
}

/** Describes the first line with remarks, and the others in a sentence each. `soaks` are the long runs of the report. */
export function describeLoadLines(
  [pool, ...others]: readonly PooledLine[],
  soaks: readonly MonitoringRun[],
): Prose {
  const first = pool?.steps[0]?.run;
  if (!pool || !first) return md`No search is on record.`;
  const { line } = pool;
  const searches = countSearchesBelow(pool);
  return md`${[
    md`Every run at or below **${
      loadText(line.passed)
    }** datapoints/min held (${configurationOf(first)}): ${
      counted(line.below, "run")
    } of ${searches} ${
      searches === 1 ? "search" : "searches"
    }, ${line.n} of them at this load, so that up to ${
      percentAtMost(line.bound ?? 1, 0)
    } % of runs there may still break (one-sided 95 % bound of Clopper and Pearson).`,
    bullets([
      ...describeBreak(pool),
      ...describeDisturbance(pool, soaks),
      describeFlushes(pool),
      ...others.flatMap(describeOther),
    ]),
  ]}`;
}

/** Counts the searches with a run at or below the line: the others say nothing of it. */
function countSearchesBelow({ line, steps }: PooledLine): number {
  const below = countedOf(steps).filter(({ load }) =>
    load <= (line.passed ?? -Infinity)
  );
  return new Set(below.map(({ run }) => run.setting("session"))).size;
}

function describeBreak({ line, first, majority }: PooledLine): Prose[] {
  return [
    md`The lowest load at which a run broke is **${loadText(line.failed)}** (${
      brokenText(line) || "–"
    }): ${objectiveNames(first) || "nothing was missed"}. ${
      counted(line.contradictions, "run")
    } at or above it held; by the majority of runs the line is ${
      loadText(majority.passed)
    }.`,
    ...line.unknown === 0 ? [] : [
      md`Of ${
        counted(line.unknown, "run")
      } at or below the line it cannot be told whether they held.`,
    ],
  ];
}

function describeDisturbance(
  { steps, undisturbed }: PooledLine,
  soaks: readonly MonitoringRun[],
): Prose[] {
  const runs = countedOf(steps).map(({ run }) => run);
  const disturbed = runs.filter((run) => run.disturbed).length;
  const beside = besideText(runs);
  const soaksBeside = soaks.filter(ranBeside).length;
  const alsoSoaks = soaksBeside === 0
    ? ""
    : `, as did ${soaksBeside} of ${soaks.length} soaks, in which drift and storage are measured`;
  return [
    ...disturbed === 0 ? [] : [
      md`Without ${counted(disturbed, "run")} that foreign load disturbed: ${
        loadText(undisturbed.passed)
      } held, ${loadText(undisturbed.failed)} broke.`,
    ],
    ...beside === "" ? [] : [md`${beside}${alsoSoaks}.`],
  ];
}

function describeFlushes({ provisional, flushes, seconds }: PooledLine): Prose {
  if (provisional) {
    return md`**Provisional:** no run that held at the line saw the head flushed into a block, which is when memory peaks.`;
  }
  const [least, most] = seconds;
  return md`Runs that held at the line saw up to ${flushes} head flushes; steps lasted ${
    rangeText(formatSeconds(least), formatSeconds(most))
  }.`;
}

function describeOther({ steps, line, provisional }: PooledLine): Prose[] {
  return steps.slice(0, 1).map(({ run }) =>
    md`${configurationOf(run)}: held up to ${loadText(line.passed)} (${
      boundText(line) || "–"
    }), broke at ${loadText(line.failed)} (${brokenText(line) || "–"})${
      provisional ? ", provisional" : ""
    }.`
  );
}

function formatSeconds(seconds: number): string {
  return formatDuration(Math.round(seconds));
}
