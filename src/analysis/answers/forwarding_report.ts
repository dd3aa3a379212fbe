/** Everything that the notebook on forwarders shows, from one reading of the store. */
import type { LoadBracket, VerdictCell } from "../../figures/mod.ts";
import type { AnswerParts, Prose, Table } from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";
import {
  type ForwardingLines,
  forwardingLines,
} from "../charts/forwarding_lines.ts";
import { type LossMap, lossMap } from "../charts/forwarding_losses.ts";
import {
  forwarderBrackets,
  REQUIRED_PER_MINUTE,
  verdictColumns,
  verdictMatrix,
} from "../charts/forwarding_verdicts.ts";
import {
  type AttributeCell,
  type JudgedForwarding,
  sharedText,
  variantOf,
} from "../forwarding/attribute_cells.ts";
import { forwarderName } from "../forwarding/forwarder_name.ts";
import { forwarderStudy } from "../forwarding/forwarder_study.ts";
import { lineSeries } from "../forwarding/measures/line_series.ts";
import { attributeRunsTable } from "../forwarding/tables/attribute_tables.ts";
import {
  describeConfigurations,
  forwarderConfigurations,
} from "../forwarding/tables/configurations.ts";
import {
  type ForwardingAttribute,
  forwardingAttributes,
} from "../forwarding/verdicts/attributes.ts";
import { forwardingAnswer } from "./forwarding_answer.ts";
import { ownSystems } from "./forwarding_candidates.ts";
import type { VerdictKind } from "../forwarding/verdicts/verdict.ts";
import { describeForwarding } from "./forwarding_finding.ts";

/** The run on which the verdict of a forwarder rests, with what its figures draw. */
export interface EvidenceRun extends ForwardingLines {
  /** `Back pressure, rsyslog 8.2302.0: pass`. */
  readonly title: string;
  readonly kind: VerdictKind;
  readonly run_id: string;
  readonly system: string;
  /** Which of how many runs it is, and the reason of its verdict, as sentences. */
  readonly reason: string;
}

/** The report on the forwarders of one experiment. */
export interface ForwardingReport {
  readonly runs: readonly JudgedForwarding[];
  readonly study: Awaited<ReturnType<typeof forwarderStudy>>;
  readonly answer: AnswerParts;
  /** Returns the finding in full, together with those of other experiments. */
  readonly findingWith: (others: readonly ForwardingReport[]) => Prose;
  /** Rows and columns of the matrix of verdicts. */
  readonly verdicts: readonly VerdictCell[];
  readonly columns: readonly string[];
  /** Load lines in lines a minute, and what is required. */
  readonly brackets: readonly LoadBracket[];
  readonly required: number;
  readonly configurations: Prose;
  /** Returns the table of one attribute. */
  readonly tableOf: (attribute: ForwardingAttribute) => Table;
  /** Returns the evidence of each forwarder on an attribute, in order of name; of what comes with Loadline only without others. */
  readonly evidenceOf: (
    attribute: ForwardingAttribute,
  ) => Promise<EvidenceRun[]>;
  /** Returns what the loss map of an attribute draws. */
  readonly lossesOf: (attribute: ForwardingAttribute) => Promise<LossMap>;
}

/** Reads the runs of forwarders of an experiment. */
export async function forwardingReport(
  store: Store,
  experiment = "forwarders",
): Promise<ForwardingReport> {
  const study = await forwarderStudy(store, experiment);
  const { runs, cells, lines } = study;
  const series = await lineSeries(store, experiment);
  const ofAttribute = (attribute: ForwardingAttribute) =>
    runs.filter(({ measures }) => measures.run.attribute === attribute);
  return {
    ...{ runs, study },
    answer: forwardingAnswer(study),
    findingWith: (others) =>
      describeForwarding([study, ...others.map(({ study }) => study)]),
    verdicts: verdictMatrix(cells),
    columns: verdictColumns(cells),
    brackets: forwarderBrackets(lines),
    required: REQUIRED_PER_MINUTE,
    configurations: describeConfigurations(
      await forwarderConfigurations(store, {
        experiment,
        runs: runs.map(({ measures }) => measures.run.run_id),
      }),
    ),
    tableOf: (attribute) => attributeRunsTable(study, attribute),
    lossesOf: (attribute) => lossMap(store, ofAttribute(attribute)),
    evidenceOf: (attribute) =>
      Promise.all(
        cells.filter((cell) =>
          cell.attribute === attribute && isDrawn(cell, cells)
        ).flatMap((cell) =>
          ofAttribute(attribute)
            .filter(({ measures }) => measures.run.run_id === cell.run_id)
            .map((judged) => ({ ...judged, cell }))
        ).map(async ({ measures, verdict, cell }): Promise<EvidenceRun> => {
          const { run } = measures;
          const { run_id, system, system_version } = run;
          return {
            ...await forwardingLines(
              store,
              measures,
              series.get(run_id) ?? [],
            ),
            ...{ run_id, system, kind: verdict.kind },
            title: `${forwardingAttributes[attribute].label}, ${
              forwarderName(system, system_version)
            }: ${verdict.kind}`,
            reason: `${describePlace(run, cell)}: ${verdict.reason}${
              sharedText(run.disturbed)
            }. ${run_id}`,
          };
        }),
      ),
  };
}

/** What comes with Loadline is drawn only where nothing else was run. */
function isDrawn(
  { system }: AttributeCell,
  cells: readonly AttributeCell[],
): boolean {
  return !ownSystems.has(system) ||
    cells.every((cell) => ownSystems.has(cell.system));
}

/** Returns `The worst of 25 runs, repetition 2 of killed`. */
function describePlace(
  run: JudgedForwarding["measures"]["run"],
  { n }: AttributeCell,
): string {
  const variant = variantOf(run);
  const repetition = `repetition ${run.repetition}${
    variant === "" ? "" : ` of ${variant}`
  }`;
  return n === 0
    ? `A run that does not count, ${repetition}`
    : n === 1
    ? `The only run, ${repetition}`
    : `The worst of ${n} runs, ${repetition}`;
}
