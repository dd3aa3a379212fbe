/** The finding on pushes in full: time, what it follows from, failures, fill, and the arithmetic of the plan. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import { bullets, md, type Prose } from "../../../report/mod.ts";
import { fillEffects } from "../../platform/pushes/fill_effect.ts";
import { checkMix, mixPerCell } from "../../platform/pushes/mix_check.ts";
import { pushFailures } from "../../platform/pushes/push_failures.ts";
import { pushPhases } from "../../platform/pushes/push_operations.ts";
import type { PushScale, PushStudy } from "../../platform/pushes/push_study.ts";
import { counted } from "../answer_parts.ts";

/** Describes the pushes in bullets. */
export function describePushes(study: PushStudy): Prose {
  if (study.scales.length === 0) return md`No run pushed the whole mix.`;
  return bullets([
    ...describeTimes(study.scales),
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
  const [first, last] = [scales[0]?.seconds.mean, scales.at(-1)?.seconds.mean];
  const growth = scales.length > 1 && first && last
    ? md` The largest platform took ${
      signed(last / first - 1)
    } time than the smallest, for ${
      formatTimes((scales.at(-1)?.cells ?? 0) / (scales[0]?.cells ?? 1))
    } the applications.`
    : md``;
  return times.length === 0
    ? []
    : [md`**Time until all were pushed**: ${times.join("; ")}.${growth}`];
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
  } pushes follow each other whatever the number of cells; the time until all are pushed is about that many times one push, and grows only as far as a push is slower on a larger platform. ${
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
      } never began or did not end, as the push before it failed or too many had; they are kept as cancelled.`
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
  return pushPhases.flatMap((phase) => {
    const own = effects.filter((effect) =>
      effect.phase === phase && effect.verdict !== "unknown"
    );
    if (own.length === 0) return [];
    const count = (wanted: string) =>
      own.filter(({ verdict }) => verdict === wanted).length;
    const shifts = own.map(({ shift }) => shift);
    return [
      md`**Fill, phase ${phase}**: of ${
        counted(own.length, "run")
      }, the last tenth was slower than the first in ${
        count("slower")
      }, faster in ${count("faster")} and the same in ${
        count("same")
      }; shifts from ${formatDuration(Math.min(...shifts))} to ${
        formatDuration(Math.max(...shifts))
      }. One in twenty would be told apart by chance.`,
    ];
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
