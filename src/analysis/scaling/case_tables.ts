/** Makes the tables of the cases of a study, and of its runs. */
import { formatEstimate } from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import { percentAtLeast, percentAtMost } from "../overview/bound_format.ts";
import { backgroundLoadLimits } from "../validity/background_load.ts";
import { MIN_RANKED_REPETITIONS, type SessionRanking } from "./best_cases.ts";
import type { RunUsage } from "./run_resources.ts";
import type { ScaleCell } from "./scale_cells.ts";
import {
  caseColumns,
  caseName,
  disturbedMeaning,
  disturbedRuns,
  formatThroughput,
  markedCaseName,
  quantileColumn,
  rateEstimate,
  sessionColumn,
} from "./scale_format.ts";
import { type ScaleStudy, sessionNumber } from "./scale_study.ts";

/** Makes a table of every case of each session. */
export function casesTable(study: ScaleStudy): Table {
  return table(study.cells, [
    ...caseColumns<ScaleCell>(),
    column.number("nodes", "Nodes"),
    sessionColumn(study),
    column.cell("ok/s", "right", (cell) => ({
      text: formatThroughput(cell).text,
      sort: cell.throughput,
      note: describeRepetitions(cell),
    })),
    column.cell("Undisturbed", "right", undisturbedCell),
    column.number("rate", "Success [%]", {
      unit: "%",
      decimals: 2,
      note: describeSuccess,
    }),
    ...(["p50", "p95", "p99"] as const).map((p) =>
      quantileColumn<ScaleCell>((cell) => cell[p], p)
    ),
  ], {
    caption: `Cases of ${`${study.system} ${study.version}`.trim()}`,
    headline:
      `Session 1 ran most cases. † runs beside which others took more than ${backgroundLoadLimits.fail} core.`,
  });
}

function describeRepetitions(cell: ScaleCell): string {
  const { length: n } = cell.throughputs;
  const disturbed = disturbedRuns(cell);
  return [
    n > 1 ? formatThroughput(cell).range : "",
    `n = ${n}${cell.runs.length > n ? ` of ${cell.runs.length}` : ""}`,
    disturbed > 0 ? `${disturbed} †` : "",
  ].filter((text) => text !== "").join(", ");
}

function undisturbedCell({ throughputs, undisturbed }: ScaleCell) {
  const estimate = rateEstimate(undisturbed);
  if (!estimate) return { text: "no runs", sort: null };
  if (undisturbed.length === throughputs.length) {
    return { text: "=", sort: estimate.value };
  }
  const { text, range } = formatEstimate(estimate, { digits: 3 });
  const n = `n = ${undisturbed.length}`;
  return {
    text,
    sort: estimate.value,
    note: range === "" ? n : `${range}, ${n}`,
  };
}

/** Formats the 95 % interval of the success of a case, in percent; nothing where none was attempted. */
export function describeSuccess({ rate, lower, upper }: ScaleCell): string {
  if (rate === null) return "";
  return percentAtMost(upper) === "100.00"
    ? `≥ ${percentAtLeast(lower)}`
    : `${percentAtLeast(lower)} to ${percentAtMost(upper)}`;
}

/** Makes a table of the best cases of one session, which has the number `session`. */
export function rankingTable(
  { cases, ranked }: SessionRanking,
  session: number,
): Table {
  return table(ranked, [
    column.text(({ cell }) => markedCaseName(cell), "Case"),
    column.cell("ok/s", "right", ({ cell }) => {
      const { text, range } = formatThroughput(cell);
      return { text, note: range, sort: cell.throughput };
    }),
    quantileColumn(({ cell }) => cell.p99, "p99"),
    column.number(({ cell }) => cell.throughputs.length, "n"),
    column.number("probability", "Highest [%]", {
      unit: "%",
      decimals: 0,
      none: ({ cell }) =>
        cell.throughputs.length < MIN_RANKED_REPETITIONS
          ? `too few runs, ${MIN_RANKED_REPETITIONS} would do`
          : "others have too few runs",
    }),
  ], {
    caption: `Cases with the highest throughput of session ${session}`,
    headline: `${ranked.length} of ${cases} cases. ${disturbedMeaning}`,
  });
}

/** Makes a table of every valid run and the resources that it took. */
export function runsTable(study: ScaleStudy): Table {
  const rows = study.cells.flatMap((cell) =>
    cell.runs.filter(({ throughput }) => throughput !== null).map((run) => ({
      ...run,
      usage: study.usage.get(run.run_id) ?? unknownUsage(run.run_id),
      case: caseName(cell),
      number: sessionNumber(study, cell.session),
    }))
  );
  type Row = typeof rows[number];
  const use = (
    value: (usage: RunUsage) => number | null,
    label: string,
    options: { readonly unit?: string; readonly decimals: number },
  ) => column.number<Row>(({ usage }) => value(usage), label, options);
  return table(rows, [
    column.text("case", "Case"),
    column.number("number", "Session"),
    column.number("repetition", "#"),
    column.number("throughput", "ok/s", {
      digits: 3,
      note: ({ disturbed }) => disturbed ? "†" : "",
    }),
    quantileColumn(({ p99 }) => p99, "p99"),
    use(({ cpu }) => cpu, "Node CPU [cores]", { decimals: 2 }),
    use(({ cpuPerOperation }) => cpuPerOperation, "CPU per ok [µs]", {
      unit: "µs",
      decimals: 0,
    }),
    use(({ memory }) => memory, "Largest node [MiB]", {
      unit: "MiB",
      decimals: 0,
    }),
    use(({ host }) => host, "Host CPU [%]", { unit: "%", decimals: 0 }),
    use(({ generator }) => generator, "Generator [cores]", { decimals: 2 }),
    column.number("background_load", "Others [cores]", {
      decimals: 2,
      bold: ({ background_load }) =>
        (background_load ?? 0) > backgroundLoadLimits.fail,
      note: ({ background_load }) => markOthers(background_load ?? 0),
    }),
  ], {
    caption: "Every valid run, and its resources",
    headline:
      `† others took more than ${backgroundLoadLimits.fail} core, warn: more than ${backgroundLoadLimits.warn}.`,
  });
}

function markOthers(cores: number): string {
  if (cores > backgroundLoadLimits.fail) return "†";
  return cores > backgroundLoadLimits.warn ? "warn" : "";
}

function unknownUsage(run_id: string): RunUsage {
  return {
    run_id,
    cpu: null,
    memory: null,
    cpuPerOperation: null,
    host: null,
    saturated: false,
    generator: null,
    backgroundLoad: null,
  };
}
