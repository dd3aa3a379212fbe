/** What limits the conclusions of a report: the section that closes it, in the same form in every report. */
import {
  type Column,
  column,
  md,
  type Prose,
  type Table,
  table,
} from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";
import {
  type IdentifiedValidity,
  type RunCaveat,
  runCaveats,
} from "./run_caveats.ts";
import { uncontrolledFactors } from "./uncontrolled_factors.ts";
import { type WarningCount, warningName, warningsOf } from "./warnings.ts";

/** Runs that a report treats as equal. */
export interface CaveatGroups {
  /** Params whose values the runs of a group share. */
  readonly by: readonly string[];
  /** Keys that differ by design. @default {[]} */
  readonly varies?: readonly string[];
  /** Noun of one group and of several. @default {["configuration", "configurations"]} */
  readonly nouns?: readonly [one: string, many: string];
}

/** Options of `caveats`. */
export interface CaveatOptions<Run extends IdentifiedValidity> {
  /** Runs to list, each with its validity reasons. Default: none are listed. */
  readonly runs?: readonly Run[];
  /** Further columns of these runs, after their id. @default {[]} */
  readonly columns?: readonly Column<Run>[];
  /** Groups in which differing settings are looked for. Default: in none. */
  readonly groups?: CaveatGroups;
}

/**
 * Returns what to display, in order: the runs with a validity reason, the settings that differ inside a group, and the
 * recorded warnings. A table without rows is a sentence. Display each in turn:
 *
 *     for (const part of await caveats(store, { runs })) await Deno.jupyter.display(part);
 */
export async function caveats<Run extends IdentifiedValidity>(
  store: Store,
  { runs, columns = [], groups }: CaveatOptions<Run> = {},
): Promise<(Table | Prose)[]> {
  const parts = [
    ...runs ? [describeRuns(runs, columns)] : [],
    ...groups ? [await describeFactors(store, groups)] : [],
    await describeWarnings(store),
  ];
  const sentences = parts.filter((part) => typeof part === "string");
  return [
    ...parts.filter((part) => typeof part !== "string"),
    ...sentences.length > 0 ? [md`${sentences.join(" ")}`] : [],
  ];
}

function describeRuns<Run extends IdentifiedValidity>(
  runs: readonly Run[],
  columns: readonly Column<Run>[],
): Table | string {
  const limited = runs.flatMap((run) =>
    runCaveats([run]).map((caveat) => ({ ...run, ...caveat }))
  );
  if (limited.length === 0) return "No rule of validity limits a run.";
  return table(limited, [
    column.text<RunCaveat>("run_id", "Run"),
    ...columns,
    // Whether it met its objectives is another question, to which `ok` would be an answer.
    column.text<RunCaveat>(
      ({ counts, status }) => counts ? "counts" : status,
      "Status",
    ),
    column.number<RunCaveat>("background_load", "Foreign load [cores]", {
      digits: 2,
    }),
    column.flag<RunCaveat>("disturbed", "Disturbed"),
    column.text<RunCaveat>("text", "Why"),
  ], { caption: "Runs and what limits them" });
}

async function describeFactors(
  store: Store,
  { nouns: [one, many] = ["configuration", "configurations"], ...options }:
    CaveatGroups,
): Promise<Table | string> {
  const factors = await uncontrolledFactors(store, options);
  if (factors.length === 0) {
    return `No setting differs among the runs of one ${one}.`;
  }
  return table(factors, [
    column.text("label", "Setting"),
    column.number(
      "cells",
      `${many.charAt(0).toUpperCase()}${many.slice(1)} in which it differs`,
    ),
    column.number("of", "of"),
    column.number("values", "Values"),
    column.text("example", "For example"),
  ], { caption: `Settings that differ among the runs of one ${one}` });
}

async function describeWarnings(store: Store): Promise<Table | string> {
  const warnings = await warningsOf(store);
  if (warnings.length === 0) return "No warning is on record.";
  const { rows: opened } = await store.rows(
    "SELECT DISTINCT experiment FROM runs",
  );
  return table(warnings, [
    column.text(({ code }) => warningName(code), "Warning"),
    // A report may show what others published beside its own runs.
    ...opened.length > 1
      ? [column.text<WarningCount>("experiments", "Of the records")]
      : [],
    column.number("n", "Times"),
    column.number("runs", "Runs"),
    column.text("example", "First of them"),
  ], { caption: "Recorded warnings" });
}
