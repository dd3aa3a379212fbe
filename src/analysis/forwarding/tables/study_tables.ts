/** Tables over all attributes: load lines, cost, a forwarder's own counters, odd lines, hops of a chain. */
import { nearText, runsText, untoldText } from "../break_evidence.ts";
import { forwarderName } from "../forwarder_name.ts";
import {
  compareText,
  formatDuration,
  formatValue,
} from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import type { ForwarderStudy } from "../forwarder_study.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import type { AccountFinding } from "../measures/line_accounts.ts";
import type { ThroughputLine } from "../throughput_lines.ts";
import { attributeTable, questionsTable } from "./attribute_tables.ts";
import { conditionsTable } from "./conditions_table.ts";
import { forwarderCostTable } from "./forwarder_cost_table.ts";
import { hopsTable } from "./hops_table.ts";
import { revisionsTable } from "./revisions_table.ts";

const perMinute = { unit: "1/min", digits: 3 };

/** Makes the table of load lines, beside the limit of the harness itself. */
export function throughputTable(
  { lines }: Pick<ForwarderStudy, "lines">,
): Table {
  return table(lines, [
    column.text(
      ({ system, system_version }) => forwarderName(system, system_version),
      "Forwarder",
    ),
    column.number("sinks", "Sinks"),
    column.number<ThroughputLine>(
      ({ line }) => line.passed,
      "Held [lines/min]",
      {
        ...perMinute,
        none: "none",
        note: (line) =>
          line.line.passed === null
            ? untoldText(line)
            : runsText(line.held_runs.held, line.held_runs.n),
      },
    ),
    column.number<ThroughputLine>(
      ({ line }) => line.failed,
      "Broke [lines/min]",
      {
        ...perMinute,
        none: "none",
        note: (line) => {
          const { held, n } = line.broke_runs;
          return [runsText(n - held, n), nearText(line)]
            .filter((text) => text !== "").join("; ");
        },
      },
    ),
    column.text(({ required }) => required, "Ten million a minute"),
    column.percent("harness_share", "Of the harness alone", { decimals: 0 }),
    column.cell("Processor time for a million lines", "right", (
      { cpu_per_million },
    ) => timeCell(cpu_per_million)),
    column.cell(
      "of our adapter",
      "right",
      ({ adapter_cpu_per_million }) => timeCell(adapter_cpu_per_million),
    ),
  ], {
    caption: "Load lines",
    headline:
      `The highest rate at which most runs held, and the lowest at which most broke: nothing lost, p99 at most 1 s, no write held up for more than 1 s, and the sender for at most a tenth of the time. Processor time is for a million lines that reached a sink, each sink's counted, at the highest rate that held.${
        lines.some(({ broke_near }) => broke_near !== null)
          ? " Where the runs that broke were within a tenth of the limit that they missed, this is said: another run may hold."
          : ""
      }${
        lines.some(({ untold }) => untold > 0)
          ? " A rate does not tell if too few lines arrived for a p99, or its runs do not count."
          : ""
      } ${describeRates(lines)} ${
        lines.some(({ harness }) => harness !== null)
          ? `The harness alone sends to the sinks without a forwarder, in the same sessions.${
            lines.some(({ harness }) => harness?.failed === null)
              ? " Where it held the highest rate that was run, it may carry more: the shares of it are at most these."
              : ""
          }`
          : "The harness alone was not run: what it carries itself is not known."
      }`,
    none: "No search of the throughput is on record.",
  });
}

function timeCell(seconds: number | null) {
  return {
    text: seconds === null ? "–" : formatDuration(seconds),
    sort: seconds,
  };
}

/** Says over how many rates a line was searched: of one alone it is no limit. */
function describeRates(lines: readonly ThroughputLine[]): string {
  const rates = new Set(
    lines.flatMap(({ steps }) => steps.map(({ rate }) => rate)),
  );
  const [only] = rates;
  return rates.size === 1 && only !== undefined
    ? `Only one rate was run, ${
      formatValue(only, "")
    } lines/s: how much more one that held carries is not known.`
    : "";
}

const findings: Readonly<Record<AccountFinding["code"], string>> = {
  "does-not-add-up": "our own counts differ",
  "own-sent": "says it sent another number than the sink got",
  "own-dropped": "says it dropped another number than the sink misses",
  foreign: "sends lines that nobody gave it",
};

/** Makes the table of contradictions between a forwarder's own counters and the sinks. */
export function countersTable({ runs }: Pick<ForwarderStudy, "runs">): Table {
  // A forwarder that was started again counts from nothing.
  const counting = runs.filter(({ verdict: { kind }, measures: { run } }) =>
    kind !== "invalid" && kind !== "not run" && run.stop === "none"
  );
  const told = counting.flatMap(({ measures }) =>
    measures.contradictions.map((finding) => ({
      ...finding,
      system: measures.run.system,
      isAdapter: isOfAdapter(finding, measures),
    }))
  );
  const groups = Map.groupBy(told, ({ system, code }) => `${system} ${code}`);
  const rows = [...groups].toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, list]) => {
      const [largest] = list.toSorted((a, b) =>
        Math.abs(b.said - b.counted) - Math.abs(a.said - a.counted)
      );
      return largest === undefined ? [] : [{
        ...largest,
        runs: new Set(list.map(({ run_id }) => run_id)).size,
        of: counting.filter(({ measures }) =>
          measures.run.system === largest.system
        ).length,
      }];
    });
  return table(rows, [
    column.text("system", "Forwarder"),
    column.text(
      ({ code, isAdapter }) =>
        `${isAdapter ? "our adapter " : ""}${findings[code]}`,
      "What does not agree",
    ),
    column.cell("Runs", "right", ({ runs, of }) => `${runs} of ${of}`),
    column.number("counted", "Counted"),
    column.number("said", "As it says"),
    column.text(
      ({ run_id, subject }) => `${subject}, ${run_id}`,
      "The largest difference",
      { detail: true },
    ),
  ], {
    caption: "Own counters against the sinks",
    headline:
      "The sinks are the truth. Counted and said are of the run with the largest difference, and what a sink got is counted with its copies; a counter that a forwarder does not have is not compared. Counters are read once, when the account is closed: what a tool adds to them in intervals, or an adapter of ours only when it has held lines for a while, may not be in them yet. Runs in which the forwarder was started again are left out.",
    none: "Every counter that a forwarder has agreed with the sinks.",
  });
}

/** Whether an adapter of ours said it: runs that do not record who counted have what was sent from it, where there is one. */
function isOfAdapter(
  { code, subject }: AccountFinding,
  { accounts, cost }: ForwardingMeasures,
): boolean {
  const isRecorded = accounts.some((account) =>
    account.subject === subject && account.by_adapter
  );
  return isRecorded
    ? code === "own-sent" || code === "own-dropped"
    : code === "own-sent" && cost.adapter_memory !== null;
}

/** Makes the table of odd lines that some forwarder did not pass on byte by byte. */
export function oddLinesTable({ runs }: Pick<ForwarderStudy, "runs">): Table {
  const rows = runs.flatMap(({ measures: { run, odd_lines } }) =>
    odd_lines.filter(({ fate }) => fate !== "same")
      .map((line) => ({ ...line, system: run.system }))
  );
  const asked = (system: string) =>
    runs.filter(({ measures: { run, odd_lines } }) =>
      run.system === system && odd_lines.length > 0
    ).length;
  const distinct = [...Map.groupBy(
    rows,
    ({ system, name, fate }) => JSON.stringify([system, name, fate]),
  )].toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, list]) =>
      list.slice(0, 1).map((line) => ({
        ...line,
        runs: `${list.length} of ${asked(line.system)}`,
      }))
    );
  return table(distinct, [
    column.text("system", "Forwarder"),
    column.text("name", "Odd line"),
    column.text("fate", "Became"),
    column.cell("Runs", "right", ({ runs }) => runs),
    column.number("lines", "Lines for one"),
    column.text(({ sent_text }) => visible(sent_text), "Sent", {
      detail: true,
    }),
    column.text(({ received_text }) => visible(received_text), "Received", {
      detail: true,
    }),
  ], {
    caption: "Lines that did not arrive as they were sent",
    none: runs.some(({ measures }) => measures.odd_lines.length > 0)
      ? "Every odd line arrived as it was sent."
      : "No run of odd lines is on record.",
  });
}

/** Writes spaces that a page would join or cut as other bytes are written, `\x20`. */
function visible(text: string): string {
  return text.replace(
    /^ +| {2,}| +(?=\\x0a|$)/g,
    (spaces) => "\\x20".repeat(spaces.length),
  );
}

/** Tables over all attributes of a study. */
export const forwardingTables = {
  verdicts: attributeTable,
  questions: questionsTable,
  throughput: throughputTable,
  cost: forwarderCostTable,
  counters: countersTable,
  oddLines: oddLinesTable,
  hops: hopsTable,
  conditions: conditionsTable,
  revisions: revisionsTable,
} as const;
