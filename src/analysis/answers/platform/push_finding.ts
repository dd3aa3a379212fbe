/** The finding on pushes in full: time, what it follows from, failures, fill, and the arithmetic of the plan. */
import {
  formatDuration,
  formatPercent,
  withSign,
} from "../../../record/mod.ts";
import { bullets, md, type Prose } from "../../../report/cells.ts";
import { fillEffects, pooledFill } from "../../platform/pushes/fill_effect.ts";
import { checkMix, mixPerCell } from "../../platform/pushes/mix_check.ts";
import { pushFailures } from "../../platform/pushes/push_failures.ts";
import type { PushScale, PushStudy } from "../../platform/pushes/push_study.ts";
import { cellCount } from "../../platform/runs/cell_count.ts";
import { counted } from "../answer_parts.ts";
import { simulatedNote } from "./simulated_limit.ts";

/** Describes the pushes in bullets. */
export function describePushes(study: PushStudy): Prose {
  if (study.scales.length === 0) return md`No run pushed the whole mix.`;
  return bullets([
    ...simulatedNote(study.system),
    ...describeTimes(study.scales),
    ...describeOthers(study),
    describeFlight(study),
    describeReasons(study),
    ...describeRetries(study),
    ...describePhases(study),
    describeArithmetic(study),
  ]);
}

function describeTimes(scales: readonly PushScale[]): Prose[] {
  const times = scales.filter(({ seconds }) => seconds.mean !== null).map((
    { label, seconds: { mean, lower, upper, n } },
  ) =>
    `${formatDuration(mean ?? 0)} on ${label} (${counted(n, "run")}${
      lower === null || upper === null
        ? ""
        : `, ${formatDuration(lower)} to ${formatDuration(upper)}`
    })`
  );
  return times.length === 0 ? [] : [
    md`**Time until the last push ended**: ${times.join("; ")}.${
      describeGrowth(scales)
    }`,
  ];
}

/** Compares the largest platform with the smallest, where their intervals are apart. */
function describeGrowth(scales: readonly PushScale[]): Prose {
  const [first, last] = [scales[0], scales.at(-1)];
  if (!first || !last || first === last) return md``;
  const [a, b] = [first.seconds, last.seconds];
  if (!a.mean || !b.mean) return md``;
  if (
    a.lower === null || a.upper === null || b.lower === null ||
    b.upper === null
  ) return md` Too few runs tell the smallest and the largest apart.`;
  const times = formatTimes(last.cells / first.cells);
  return a.upper >= b.lower && b.upper >= a.lower
    ? md` The intervals of the smallest and the largest platform overlap: for ${times} the applications, no difference is told.`
    : md` The largest platform took ${
      signed(b.mean / a.mean - 1)
    } time than the smallest, for ${times} the applications.`;
}

/** Says how long the mix took with other numbers of pushes in flight, on the platforms that had such runs. */
function describeOthers({ runs, pushes, fill }: PushStudy): Prose[] {
  const byId = new Map(pushes.map((push) => [push.run_id, push]));
  const own = runs.flatMap((run) => {
    const push = byId.get(run.run_id);
    return run.status === "ok" && run.fill === fill && run.cells !== null &&
        run.parallel !== null && push && push.cancelled === 0 &&
        push.seconds !== null
      ? [{ cells: run.cells, parallel: run.parallel, seconds: push.seconds }]
      : [];
  });
  const sizes = [...Map.groupBy(own, ({ cells }) => cells)]
    .toSorted(([a], [b]) => a - b);
  return sizes.flatMap(([cells, all]) => {
    const times = [...Map.groupBy(all, ({ parallel }) => parallel)]
      .toSorted(([a], [b]) => a - b)
      .map(([parallel, some]) => ({
        ...{ parallel, n: some.length },
        mean: some.reduce((sum, { seconds }) => sum + seconds, 0) / some.length,
      }));
    const [few, many] = [times[0], times.at(-1)];
    if (!few || !many || times.length < 2) return [];
    return [
      md`**By pushes in flight for each cell, ${cellCount(cells)}**: ${
        times.map(({ parallel, n, mean }) =>
          `${parallel}: ${formatDuration(mean)} (${counted(n, "run")})`
        ).join("; ")
      }. With ${
        formatTimes(many.parallel / few.parallel)
      } as many, the mix took ${
        formatPercent(many.mean / few.mean, 1)
      } of the time.`,
    ];
  });
}

function signed(share: number): string {
  return share < 0
    ? `${formatPercent(-share, 1)} less`
    : `${formatPercent(share, 1)} more`;
}

function formatTimes(ratio: number): string {
  return `${Number(ratio.toPrecision(3))} times`;
}

/** Says what the time follows from: rounds of pushes that wait for each other. */
function describeFlight({ mix, fill, parallel, scales }: PushStudy): Prose {
  const { apps } = mixPerCell(mix);
  const rounds = apps * fill / parallel;
  const reached = scales.every(({ cells, runs }) =>
    runs.every(({ push }) => push.most_in_flight <= parallel * cells)
  );
  return md`**Pushes in flight**: ${parallel} for each cell, so that about ${
    Number(rounds.toPrecision(3))
  } pushes follow each other whatever the number of cells; the time until the last has ended is about that many times one push, and grows only as far as a push is slower on a larger platform. ${
    reached
      ? "No run had more in flight than that."
      : "Some run had more in flight than that."
  }`;
}

function describeReasons({ operations }: PushStudy): Prose {
  const pooled = pushFailures(
    operations.map((operation) => ({ ...operation, run_id: "", kind: "" })),
  );
  const own = pooled.filter(({ outcome }) => outcome !== "cancelled");
  const cancelled = pooled.filter(({ outcome }) => outcome === "cancelled")
    .reduce((sum, { n }) => sum + n, 0);
  const reasons = own.map(({ phase, outcome, code, n }) =>
    `${code === "" ? outcome : code} in ${n} of phase ${phase}`
  );
  return md`**What failed**: ${
    reasons.length === 0 ? "nothing" : reasons.join("; ")
  }. ${
    cancelled === 0
      ? "No phase was cancelled."
      : `${
        counted(cancelled, "phase")
      } never began or did not end, as the upload before it failed or too many had; they are kept as cancelled. An application whose upload failed counts as failed, once.`
  }`;
}

function describeRetries({ retries, scales }: PushStudy): Prose[] {
  const known = scales.flatMap(({ runs }) =>
    runs.flatMap(({ run }) => retries.get(run.run_id) ?? [])
  );
  const n = known.reduce((sum, one) => sum + one, 0);
  return known.length === 0 ? [] : [
    md`**Retries**: ${n} further attempts of the platform's client in ${
      counted(known.length, "run")
    }. What failed is never pushed again.`,
  ];
}

function describePhases({ operations }: PushStudy): Prose[] {
  const effects = fillEffects(operations);
  return pooledFill(effects).map(({ phase, shift: { mean, lower, upper } }) => {
    const own = effects.filter((effect) =>
      effect.phase === phase && effect.verdict !== "unknown"
    );
    const count = (wanted: string) =>
      own.filter(({ verdict }) => verdict === wanted).length;
    const shifts = own.map(({ shift }) => shift);
    const range = shifts.length === 0
      ? md``
      : md` Of ${counted(own.length, "run")}, the last tenth was slower in ${
        count("slower")
      }, faster in ${count("faster")} and not told apart in ${
        count("same")
      }; shifts from ${withSign(Math.min(...shifts), formatDuration)} to ${
        withSign(Math.max(...shifts), formatDuration)
      }. One in twenty would be told apart by chance.`;
    return md`**Fill, phase ${phase}**: from the third tenth to the last, it takes ${
      signed(mean ?? 0)
    } time in the mean of the runs (${
      lower === null || upper === null
        ? "too few for an interval"
        : `95 % interval from ${signed(lower)} to ${signed(upper)}`
    }). The third tenth stands for an emptier platform, as the pushes of the first begin all at once.${range}`;
  });
}

function describeArithmetic({ mix }: PushStudy): Prose {
  const checks = checkMix(mix);
  const wrong = checks.filter(({ holds }) => !holds);
  return md`**Arithmetic of the plan**: ${
    wrong.length === 0
      ? "78 applications, 96 instances and 28 GiB a cell follow from the mix, and about a tenth of the instances crash."
      : `${
        wrong.map(({ statement }) => statement).join(", ")
      } do not follow from the mix.`
  }`;
}
