/** The finding on platforms that are left alone in full: each soak, and what drifts. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../../record/mod.ts";
import type { FillPanel } from "../../../figures/mod.ts";
import { bullets, md, type Prose } from "../../../report/cells.ts";
import type { SoakRun } from "../../platform/soak/soak_series.ts";
import type { SoakStudy } from "../../platform/soak/soak_study.ts";
import { counted } from "../answer_parts.ts";
import {
  MATERIAL_DRIFT,
  materialDrifts,
  slowestLoop,
  type SoakFact,
  untoldDrifts,
} from "./soak_answer.ts";

const DAY_S = 86_400;

/** Describes each soak, its slowest loop, its alerts, and what drifted. */
export function describeSoaks({ soaks }: SoakStudy): Prose {
  if (soaks.length === 0) return md`No run that counts was left alone.`;
  const groups = [...Map.groupBy(soaks, ({ name }) => name)];
  const drifts = materialDrifts(soaks);
  const untold = untoldDrifts(soaks);
  return md`${
    bullets(groups.map(([name, own]) => describeSoak(name, own)))
  }\n\n${
    drifts.length === 0
      ? md`No metric grew or fell by ${
        formatPercent(MATERIAL_DRIFT, 0)
      } of its level or more over a soak, as far as its trend can be distinguished from none.`
      : bullets(drifts.map(describeDrift))
  }${
    untold.length === 0
      ? md``
      : md`\n\n${
        bullets(untold.map(({ soak, row }) =>
          md`**${row.budget.label}** on ${soak.name}, repetition ${soak.run.repetition}: whether it drifted cannot be told, as there are too few independent values (autocorrelation ${
            (row.drift?.correlation ?? 0).toFixed(2)
          }).`
        ))
      }`
  }`;
}

function describeSoak(name: string, soaks: readonly SoakRun[]): Prose {
  const slowest = slowestLoop(soaks);
  const rows = soaks.flatMap((soak) => soak.rows);
  const alerts = [
    ...new Set(
      rows.filter(({ verdict }) => verdict === "red" || verdict === "yellow")
        .map(({ budget, verdict }) => `${budget.label} (${verdict})`),
    ),
  ];
  const late = rows.reduce((sum, row) => sum + row.late, 0);
  return md`**${name}** (${counted(soaks.length, "run")}): ${
    slowest === null ? "no loop was timed" : describeSlowest(slowest)
  }; ${
    late === 0
      ? "none was"
      : `${counted(late, "loop")} ${late === 1 ? "was" : "were"}`
  } later than the interval; ${
    alerts.length === 0
      ? "no metric reached a level of alert"
      : `at a level of alert: ${alerts.join(", ")}`
  }.`;
}

function describeSlowest({ row: { budget, max } }: SoakFact): string {
  const interval = budget.interval ?? 1;
  return `${budget.label} took at most ${formatDuration(max)} of its ${
    formatDuration(interval)
  } (${formatPercent(max / interval, 1)})`;
}

function describeDrift({ soak, row }: SoakFact): Prose {
  const { drift, budget, unit } = row;
  if (drift === null) return md`${budget.label}: no trend.`;
  const shown = (value: number) =>
    unit === "s"
      ? formatDuration(Math.abs(value))
      : formatValue(Math.abs(value), unit, { digits: 3 });
  return md`**${budget.label}** ${drift.verdict} by ${
    shown(drift.slope * DAY_S)
  } a day on ${soak.name}, from a level of ${shown(drift.level)}.`;
}

/** Describes what each time was on the largest platform while few instances ran, and while most did. */
export function describeFill(panels: readonly FillPanel[]): Prose {
  const lines = panels.flatMap(({ label, points }) => {
    const name = points.at(-1)?.series;
    const own = points.filter(({ series }) => series === name);
    const [first] = own;
    const last = own.at(-1);
    return first && last && own.length > 1
      ? [
        md`**${label}**, ${first.series}: ${
          formatDuration(first.median)
        } with about ${
          formatValue(Math.round(first.instances), "")
        } instances, ${formatDuration(last.median)} with about ${
          formatValue(Math.round(last.instances), "")
        } (medians).`,
      ]
      : [];
  });
  return lines.length === 0
    ? md`No run was sampled while it was filled.`
    : bullets(lines);
}
