/** Runs of one attribute by forwarder and by the way in which it was asked, and columns over their repetitions. */
import { compareText } from "../../../record/mod.ts";
import { forwarderName } from "../forwarder_name.ts";
import {
  type Column,
  column,
  type ColumnOptions,
} from "../../../report/cells.ts";
import { median } from "../../../statistics/mod.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import { formatTimes, repeatedTimes } from "../../recovery/recovery_times.ts";
import { type JudgedForwarding, variantOf } from "../attribute_cells.ts";
import type { ForwardingAttribute } from "../verdicts/attributes.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import { type VerdictKind, verdictKinds } from "../verdicts/verdict.ts";

/** Repetitions of one case; runs that are invalid or never ran are counted, and enter no value. */
export interface RunGroup {
  readonly system: string;
  readonly system_version: string;
  /** `killed`, `SIGTERM`, or empty. */
  readonly variant: string;
  readonly runs: readonly JudgedForwarding[];
  readonly measures: readonly ForwardingMeasures[];
}

/** Returns the runs of an attribute in groups, by forwarder and variant, without variants that a forwarder cannot be asked. */
export function runGroups(
  runs: readonly JudgedForwarding[],
  attribute: ForwardingAttribute,
): RunGroup[] {
  const own = runs.filter(({ measures }) =>
    measures.run.attribute === attribute
  );
  const groups = Map.groupBy(
    own,
    ({ measures: { run } }) => JSON.stringify([run.system, variantOf(run)]),
  );
  const list = [...groups].toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, runs]): RunGroup[] => {
      const run = runs.at(-1)?.measures.run;
      return run === undefined ? [] : [{
        system: run.system,
        system_version: run.system_version,
        variant: variantOf(run),
        runs,
        measures: runs.filter(({ verdict: { kind } }) =>
          kind !== "invalid" && kind !== "not run"
        ).map(({ measures }) => measures),
      }];
    });
  return list.filter((group) =>
    !isSkipped(group) ||
    list.every((other) => other.system !== group.system || isSkipped(other))
  );
}

/** Whether all runs of a group were skipped by name, such as those that stop an adapter of a forwarder without one. */
function isSkipped({ runs }: RunGroup): boolean {
  return runs.every(({ measures }) => measures.run.status === "skipped");
}

/** Columns that name a group, and say how its runs ended, also without those that foreign load disturbed. */
export function groupColumns<Group extends RunGroup>(
  variant: string,
): Column<Group>[] {
  return [
    column.text(
      ({ system, system_version }) => forwarderName(system, system_version),
      "Forwarder",
    ),
    ...variant === ""
      ? []
      : [column.text<Group>(({ variant }) => variant || "–", variant)],
    column.cell("n", "right", ({ measures }) => {
      const disturbed = measures.filter(({ run }) => run.disturbed).length;
      return {
        text: String(measures.length),
        sort: measures.length,
        note: disturbed === 0 ? "" : `${disturbed} disturbed`,
      };
    }),
    column.cell("Verdicts", "left", ({ runs }) => {
      const calm = runs.filter(({ measures }) => !measures.run.disturbed);
      return {
        text: describeVerdicts(runs),
        note: calm.length === runs.length
          ? ""
          : `undisturbed: ${describeVerdicts(calm) || "none"}`,
      };
    }),
  ];
}

/** Returns `1 fail, 4 pass`, the worst first. */
function describeVerdicts(runs: RunGroup["runs"]): string {
  const count = (wanted: VerdictKind) =>
    runs.filter(({ verdict }) => verdict.kind === wanted).length;
  return verdictKinds.map((kind) => [kind, count(kind)] as const)
    .filter(([, n]) => n > 0)
    .map(([kind, n]) => `${n} ${kind}`).join(", ");
}

/** Options of `spreadColumn`. */
export interface SpreadOptions<Group>
  extends Pick<ColumnOptions<Group>, "detail"> {
  readonly format: (value: number) => string;
}

/** Makes a column of the median over repetitions, with the least and the most beside it. */
export function spreadColumn<Group extends RunGroup>(
  label: string,
  valueOf: (measures: ForwardingMeasures) => number | null,
  { format, detail = false }: SpreadOptions<Group>,
): Column<Group> {
  return column.cell(label, "right", ({ measures }) => {
    const values = measures.flatMap((one) => valueOf(one) ?? []);
    if (values.length === 0) return { text: "–", sort: null };
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const middle = median(values);
    return {
      text: format(middle),
      sort: middle,
      note: formatRange(least, most, format),
    };
  }, { detail });
}

/** Returns `3 to 7`; empty if both ends read the same. */
export function formatRange(
  least: number,
  most: number,
  format: (value: number) => string,
): string {
  const [from, to] = [format(least), format(most)];
  return from === to ? "" : `${from} to ${to}`;
}

/** Makes a column of the value of each repetition, in their order, so that none is hidden by the others. */
export function eachColumn<Group extends RunGroup>(
  label: string,
  valueOf: (measures: ForwardingMeasures) => number | null,
  { format, detail = false }: SpreadOptions<Group>,
): Column<Group> {
  return column.text(
    ({ measures }) =>
      measures.toSorted((a, b) => a.run.repetition - b.run.repetition)
        .map((one) => {
          const value = valueOf(one);
          return value === null ? "–" : format(value);
        }).join("; ") || null,
    label,
    { detail },
  );
}

/**
 * Makes a column of times over repetitions, as the reports on faults of clusters have them: the median, with the range and
 * how many were not seen to end. The time of a run is the longest over its sinks.
 */
export function timesColumn<Group extends RunGroup>(
  label: string,
  timesOf: (measures: ForwardingMeasures) => readonly CensoredTime[],
  { detail = false }: Pick<ColumnOptions<Group>, "detail"> = {},
): Column<Group> {
  return column.cell(label, "right", ({ measures }) => {
    const times = repeatedTimes(
      measures.flatMap((one) => longestOf(timesOf(one)) ?? []),
      measures.length,
    );
    return times === null
      ? { text: "–", sort: null }
      : { ...formatTimes(times), sort: times.median?.upper ?? null };
  }, { detail });
}

/** One that was not seen to end is longer than all others. */
function longestOf(times: readonly CensoredTime[]): CensoredTime | undefined {
  return times.toSorted((a, b) =>
    Number(b.censored) - Number(a.censored) || b.seconds - a.seconds
  )[0];
}

/** Makes a column of words over repetitions, the most frequent first; one that not all runs have with how many do. */
export function wordsColumn<Group extends RunGroup>(
  label: string,
  wordsOf: (measures: ForwardingMeasures) => readonly string[],
): Column<Group> {
  return column.text(({ measures }) => {
    const counts = Map.groupBy(
      measures.flatMap((one) => [...new Set(wordsOf(one))]),
      (word) => word,
    );
    return [...counts].toSorted(([, a], [, b]) => b.length - a.length)
      .map(([word, { length }]) =>
        length >= measures.length
          ? word
          : `${word} (${length} of ${measures.length})`
      ).join(", ") || null;
  }, label);
}
