/** Runs of one attribute by forwarder and by the way in which it was asked, and columns over their repetitions. */
import { forwarderName } from "../forwarder_name.ts";
import {
  type Column,
  column,
  type ColumnOptions,
} from "../../../report/mod.ts";
import { median } from "../../../statistics/mod.ts";
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

/** Returns the runs of an attribute in groups, by forwarder and variant. */
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
  return [...groups].toSorted(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([, runs]) => {
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
}

/** Columns that name a group, and say how its runs ended: the worst verdict with how many had it. */
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
    column.number(({ measures }) => measures.length, "n"),
    column.text(describeVerdicts, "Verdicts"),
  ];
}

/** Returns `4 pass, 1 fail`, the worst first. */
function describeVerdicts({ runs }: RunGroup): string {
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
      note: least === most ? "" : `${format(least)} to ${format(most)}`,
    };
  }, { detail });
}

/** Makes a column of words over repetitions, the most frequent first. */
export function wordsColumn<Group extends RunGroup>(
  label: string,
  wordsOf: (measures: ForwardingMeasures) => readonly string[],
): Column<Group> {
  return column.text(({ measures }) => {
    const counts = Map.groupBy(measures.flatMap(wordsOf), (word) => word);
    return [...counts].toSorted(([, a], [, b]) => b.length - a.length)
      .map(([word]) => word).join(", ") || null;
  }, label);
}
