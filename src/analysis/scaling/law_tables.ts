/** Makes the tables of the scaling laws that were fitted to the runs of a study. */
import { type Estimate, excludes, formatEstimate } from "../../record/mod.ts";
import { type Column, column, type Table, table } from "../../report/cells.ts";
import type { Usl, UslIntervals } from "../../statistics/mod.ts";
import { uslThroughput } from "../../statistics/mod.ts";
import { caseColumns, formatRate, sessionColumn } from "./scale_format.ts";
import type { ScaleStudy } from "./scale_study.ts";
import { describePeak, type ScalingLaw, scalingLaws } from "./scaling.ts";

/** A law with its coefficients and their intervals. */
interface FittedLaw extends ScalingLaw {
  readonly usl: Usl;
  readonly intervals: UslIntervals;
}

function fittedLaws(laws: readonly ScalingLaw[]): FittedLaw[] {
  return laws.flatMap((law) =>
    law.fit.usl && law.intervals
      ? [{ ...law, usl: law.fit.usl, intervals: law.intervals }]
      : []
  );
}

/** Makes a table of the coefficients of each law, with their intervals. */
export function lawTable(study: ScaleStudy): Table {
  const laws = scalingLaws(study.cells);
  const fitted = fittedLaws(laws);
  const sure = (key: "sigma" | "kappa") =>
    fitted.filter(({ intervals }) => excludes(intervals[key], 0)).length;
  return table(fitted, [
    ...lawColumns(study),
    coefficient("lambda", "λ [ok/s]"),
    coefficient("sigma", "σ"),
    coefficient("kappa", "κ"),
    column.number(({ usl }) => usl.n, "n"),
  ], {
    caption: "Universal Scalability Law, least squares over single runs",
    headline: `95 % intervals in brackets. σ differs from 0 beyond chance in ${
      sure("sigma")
    } of ${fitted.length} laws, κ in ${sure("kappa")}. ${
      laws.length - fitted.length
    } of ${laws.length} series have no fit.`,
  });
}

/** Makes a table of what each law says at the largest size, and how well it fits. */
export function lawFitTable(study: ScaleStudy): Table {
  return table(fittedLaws(scalingLaws(study.cells)), [
    ...lawColumns(study),
    column.estimate(atLargestSize, "Fitted at the largest [ok/s]"),
    column.cell(
      "Largest residual [ok/s]",
      "right",
      ({ usl }) => formatRate(Math.max(...usl.residuals.map(Math.abs))),
    ),
    column.number(({ usl }) => usl.r2, "R²", { decimals: 2 }),
    column.cell("Peak", "left", describePeak),
  ], {
    caption: "What the laws say, and how well they fit",
    headline: "Fitted mean at the largest size with its 95 % interval.",
  });
}

function lawColumns(study: ScaleStudy): Column<FittedLaw>[] {
  return [...caseColumns<FittedLaw>(), sessionColumn<FittedLaw>(study)];
}

function coefficient(
  key: "lambda" | "sigma" | "kappa",
  label: string,
): Column<FittedLaw> {
  return column.cell(label, "right", ({ usl, intervals }) => {
    const estimate: Estimate = { value: usl[key], ...intervals[key] };
    const { text, range } = formatEstimate(estimate);
    return {
      text: excludes(estimate, 0) ? text : "consistent with 0",
      note: range,
      sort: estimate.value,
    };
  });
}

function atLargestSize({ usl, nodes, intervals }: FittedLaw): Estimate {
  return {
    value: uslThroughput(usl, Math.max(...nodes)),
    ...intervals.throughputs[0] ?? { lower: null, upper: null },
  };
}
