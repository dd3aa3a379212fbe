/** Rows of the tables that show searches for the load line: a row a search, a load, or a step. */
import { wilson } from "../../statistics/mod.ts";
import {
  percentAtLeast,
  percentAtMost,
  rangeText,
} from "../overview/bound_format.ts";
import {
  FINDING_HEADING,
  LIMITS_HEADING,
} from "../overview/report_headings.ts";
import { formatValue } from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import { brokenText, loadText } from "../recorded/line_text.ts";
import type { Configurations } from "./configurations.ts";
import {
  type LoadLineSearch,
  missedObjectives,
  type PooledLine,
  type SearchStep,
  unknownObjectives,
} from "./load_line_searches.ts";
import { objectiveNames } from "./objective_names.ts";

/** A search in the words of a report. Loads are datapoints a second. */
export interface SearchRow {
  /** Preset and start: `search 2026-11-21 12:01`. */
  readonly name: string;
  readonly configuration: string;
  /** Load up to which every run held, and how many did at it. */
  readonly held: number | null;
  readonly heldNote: string;
  /** Lowest load that broke, and how many runs did at it. */
  readonly broke: number | null;
  readonly brokeNote: string;
  /** Objectives missed there; null for none. */
  readonly missed: string | null;
  /** Load that held and load that broke, without disturbed runs and by the majority of the runs. */
  readonly undisturbed: string;
  readonly undisturbedNote: string;
  readonly majority: string;
  /** Shortest and longest step, in seconds. */
  readonly stepSeconds: string;
  readonly flushes: number;
  readonly provisional: boolean;
  readonly unfinished: number;
}

/** Returns a row for each search. */
export function searchRows(
  searches: readonly LoadLineSearch[],
  { differenceOf }: Configurations,
): SearchRow[] {
  return searches.map((search) => {
    const { steps, configuration, line, undisturbed, majority } = search;
    const [least, most] = search.seconds;
    const counted = countedOf(steps);
    const disturbed = counted.filter(({ run }) => run.disturbed).length;
    return {
      name: searchName(search),
      configuration: steps[0] ? differenceOf(steps[0].run) : configuration,
      held: line.passed,
      heldNote: line.passed === null ? "" : `${line.n} of ${line.n} held`,
      broke: line.failed,
      brokeNote: brokenText(line),
      missed: objectiveNames(search.first) || null,
      undisturbed: `${loadText(undisturbed.passed)} / ${
        loadText(undisturbed.failed)
      }`,
      undisturbedNote: [
        `${disturbed} of ${counted.length} disturbed`,
        ...leftOutOf(steps),
      ].join(", "),
      majority: `${loadText(majority.passed)} / ${loadText(majority.failed)}`,
      stepSeconds: rangeText(least.toFixed(0), most.toFixed(0)),
      flushes: search.flushes,
      provisional: search.provisional,
      unfinished: search.unfinished,
    };
  });
}

/** All counted runs of one load of one configuration. */
export interface LevelRow {
  readonly configuration: string;
  /** Datapoints a second. */
  readonly load: number;
  readonly n: number;
  /** Share that held, and its 95 % interval by Wilson: `30 % to 96 %`. */
  readonly rate: number | null;
  readonly range: string;
  /** Runs with a flush of the head. */
  readonly flushed: number;
}

/** Returns a row for each load of each configuration, by configuration and load. */
export function levelRows(
  pools: readonly PooledLine[],
  { differenceOf }: Configurations,
): LevelRow[] {
  const sorted = pools.toSorted((a, b) =>
    a.configuration.localeCompare(b.configuration)
  );
  return sorted.flatMap(({ steps }) => {
    const judged = steps.filter(({ result }) => result !== "inconclusive");
    const levels = [...Map.groupBy(judged, ({ load }) => load)];
    return levels.toSorted(([a], [b]) => a - b).flatMap(([load, steps]) => {
      const held = steps.filter(({ result }) => result === "passed").length;
      const flushed = steps.filter(({ run }) =>
        (run.measures?.flushes ?? 0) > 0
      );
      const { rate, lower, upper } = wilson(held, steps.length);
      return steps.slice(0, 1).map(({ run }) => ({
        configuration: differenceOf(run),
        load,
        n: steps.length,
        rate,
        range: rangeText(
          `${percentAtLeast(lower, 0)} %`,
          `${percentAtMost(upper, 0)} %`,
        ),
        flushed: flushed.length,
      }));
    });
  });
}

/** A step of a search, in the words of a report. */
export interface StepRow {
  readonly search: string;
  readonly order: number;
  /** Datapoints a second. */
  readonly load: number;
  /** `held`, `broke`, `cannot tell`, or why the run is not judged. */
  readonly result: string;
  /** `disturbed` for a run that foreign load disturbed. */
  readonly resultNote: string;
  /** Share of the queries that succeeded, and of how many. */
  readonly success: number | null;
  readonly successNote: string;
  /** p99 of the incremental query, in seconds. */
  readonly p99: number | null;
  /** Peak bytes and mean cores of the server. */
  readonly memory: number | null;
  readonly cores: number | null;
  readonly scrapePacing: number | null;
  /** Kills for want of memory, from the warm-up to the end of the load. */
  readonly ooms: number | null;
  readonly seconds: number | null;
  readonly flushes: number | null;
  /** Objectives missed, or the reason why the run is not judged; null for neither. */
  readonly missed: string | null;
  /** Objectives with an unknown result; null for none. */
  readonly unknown: string | null;
}

const resultTexts = {
  passed: "held",
  failed: "broke",
  inconclusive: "cannot tell",
} as const;

/** Returns a row for each step of each search. */
export function stepRows(searches: readonly LoadLineSearch[]): StepRow[] {
  return searches.flatMap((search) =>
    search.steps.map((step) => toStepRow(step, searchName(search)))
  );
}

function toStepRow(
  { run, order, load, result }: SearchStep,
  search: string,
): StepRow {
  const { measures } = run;
  const { success = null, attempted = 0 } = measures?.queries ?? {};
  const reason = run.reasons.find(({ severity }) => severity !== "doubtful");
  return {
    ...{ search, order, load },
    result: run.status === "ok"
      ? resultTexts[result]
      : `not judged: ${run.status}`,
    resultNote: run.disturbed ? "disturbed" : "",
    success,
    successNote: success === null ? "" : `of ${formatValue(attempted, "")}`,
    p99: measures?.incremental.p99 ?? null,
    memory: measures?.memory?.max ?? null,
    cores: measures?.cpu?.mean ?? null,
    scrapePacing: measures?.scrape_pacing ?? null,
    ooms: measures?.ooms ?? null,
    seconds: measures?.seconds ?? null,
    flushes: measures?.flushes ?? null,
    missed: objectiveNames(missedObjectives(run)) || (reason?.text ?? null),
    unknown: objectiveNames(unknownObjectives(run)) || null,
  };
}

/** Returns the steps that enter statistics; the others are shown only. */
export function countedOf(steps: readonly SearchStep[]): SearchStep[] {
  return steps.filter(({ run }) => run.status === "ok");
}

/** Counts the steps that enter no statistic, by status: `1 invalid`. */
export function leftOutOf(steps: readonly SearchStep[]): string[] {
  const left = steps.filter(({ run }) => run.status !== "ok");
  return [...Map.groupBy(left, ({ run }) => run.status)]
    .map(([status, { length }]) => `${length} ${status}`);
}

function searchName({ preset, steps }: LoadLineSearch): string {
  const started = steps[0]?.run.started_at ?? "";
  return `${preset} ${started.slice(0, 16).replace("T", " ")}`;
}

const perMinute = { unit: "1/min", none: "none" };

/** Makes the table of searches; `shared` says what all of their configurations share. */
export function searchesTable(
  rows: readonly SearchRow[],
  shared: string,
): Table {
  return table(rows, [
    column.text("name", "Search"),
    column.text("configuration", "Configuration"),
    column.number("held", "Every run held up to [datapoints/min]", {
      ...perMinute,
      note: ({ heldNote }) => heldNote,
    }),
    column.number("broke", "Lowest that broke [datapoints/min]", {
      ...perMinute,
      note: ({ brokeNote }) => brokeNote,
    }),
    column.text("missed", "Broken there"),
    column.cell("Without disturbed runs", "right", (row) => ({
      text: row.undisturbed,
      note: row.undisturbedNote,
    }), { detail: true }),
    column.cell("By the majority", "right", ({ majority }) => majority, {
      detail: true,
    }),
    column.cell("Step [s]", "right", ({ stepSeconds }) => stepSeconds, {
      detail: true,
    }),
    column.number("flushes", "Head flushes at the line", {
      note: ({ provisional }) => provisional ? "provisional" : "",
      see: ({ provisional }) => provisional ? FINDING_HEADING : "",
    }),
    column.number("unfinished", "Cut off", { detail: true }),
  ], { caption: "Load line of each search", headline: shared });
}

/** Makes the table of the steps of all searches. */
export function stepsTable(rows: readonly StepRow[]): Table {
  return table(rows, [
    column.text("search", "Search"),
    column.number("order", "Step"),
    column.number("load", "Datapoints/min", perMinute),
    column.text("result", "Result", {
      note: ({ resultNote }) => resultNote,
      see: ({ resultNote }) => resultNote === "" ? "" : LIMITS_HEADING,
    }),
    column.percent("success", "Queries ok", {
      note: ({ successNote }) => successNote,
    }),
    column.number("p99", "Incremental p99 [ms]", { unit: "ms", digits: 3 }),
    column.number("memory", "Memory, most [MiB]", {
      unit: "MiB",
      digits: 3,
      detail: true,
    }),
    column.number("cores", "Cores, mean", { digits: 2, detail: true }),
    column.number("scrapePacing", "Scrape pacing", {
      digits: 3,
      detail: true,
    }),
    column.number("ooms", "Kills for want of memory, to the end of the load", {
      detail: true,
    }),
    column.number("seconds", "Measured [s]", { decimals: 0, detail: true }),
    column.number("flushes", "Head flushes", { detail: true }),
    column.text("missed", "Missed"),
    column.text("unknown", "Cannot be told", { detail: true }),
  ], {
    caption: "Every step of every search",
    headline:
      "Memory may exceed the budget: pages of mapped files are in it, which the budget does not count.",
  });
}
