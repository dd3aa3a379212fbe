/** Tables over all attributes: load lines, cost, a forwarder's own counters, odd lines, hops of a chain. */
import { forwarderName } from "../forwarder_name.ts";
import { formatDuration, formatValue } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/mod.ts";
import { median } from "../../../statistics/mod.ts";
import type { JudgedForwarding } from "../attribute_cells.ts";
import type { ForwarderStudy } from "../forwarder_study.ts";
import type { AccountFinding } from "../measures/line_accounts.ts";
import type { ThroughputLine } from "../throughput_lines.ts";
import { forwardingAttributes, isAttribute } from "../verdicts/attributes.ts";
import { attributeTable, questionsTable } from "./attribute_tables.ts";
import { hopsTable } from "./hops_table.ts";
import { formatRange } from "./run_groups.ts";

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
        note: ({ held_runs: { held, n } }) =>
          n === 0 ? "" : `${held} of ${n} runs`,
      },
    ),
    column.number<ThroughputLine>(
      ({ line }) => line.failed,
      "Broke [lines/min]",
      {
        ...perMinute,
        none: "none",
        note: ({ broke_runs: { held, n } }) =>
          n === 0 ? "" : `${n - held} of ${n} runs`,
      },
    ),
    column.text(({ required }) => required, "Ten million a minute"),
    column.percent("harness_share", "Of the harness alone", { decimals: 0 }),
    column.cell("Processor time for a million lines", "right", (
      { cpu_per_million_sent: seconds },
    ) => ({
      text: seconds === null ? "–" : formatDuration(seconds),
      sort: seconds,
    })),
  ], {
    caption: "Load lines",
    headline:
      "The highest rate at which most runs held, and the lowest at which most broke: nothing lost, p99 at most 1 s, no write held up for more than 1 s, and the sender for at most a tenth of the time. Two runs of a rate say little. The harness alone sends to the sinks without a forwarder, in the same sessions.",
    none: "No search of the throughput is on record.",
  });
}

interface CostGroup {
  readonly system: string;
  readonly system_version: string;
  readonly attribute: string;
  readonly runs: readonly JudgedForwarding[];
}

/** Makes the table of what a million delivered lines cost, at the same rate for all forwarders of an attribute. */
export function forwarderCostTable(
  { runs }: Pick<ForwarderStudy, "runs">,
): Table {
  const counting = runs.filter(({ verdict: { kind }, measures: { run } }) =>
    kind !== "invalid" && kind !== "not run" && run.attribute !== "throughput"
  );
  const groups = Map.groupBy(
    counting,
    ({ measures: { run } }) => JSON.stringify([run.attribute, run.system]),
  );
  const rows = [...groups].toSorted(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([, runs]): CostGroup[] => {
      const run = runs.at(-1)?.measures.run;
      return run === undefined ? [] : [{
        system: run.system,
        system_version: run.system_version,
        attribute: run.attribute,
        runs,
      }];
    });
  const spread = (
    label: string,
    valueOf: (run: JudgedForwarding) => number | null,
    format: (value: number) => string,
  ) =>
    column.cell<CostGroup>(label, "right", ({ runs }) => {
      const values = runs.flatMap((run) => valueOf(run) ?? []);
      if (values.length === 0) return "–";
      const middle = median(values);
      return {
        text: format(middle),
        sort: middle,
        note: formatRange(Math.min(...values), Math.max(...values), format),
      };
    });
  const mebibytes = (bytes: number) =>
    `${formatValue(bytes, "MiB", { digits: 3 })} MiB`;
  return table(rows, [
    column.text(
      ({ attribute }) =>
        isAttribute(attribute)
          ? forwardingAttributes[attribute].label
          : attribute,
      "Attribute",
    ),
    column.text(
      ({ system, system_version }) => forwarderName(system, system_version),
      "Forwarder",
    ),
    column.number(({ runs }) => runs.length, "n"),
    spread(
      "Processor time for a million lines",
      ({ measures }) => measures.cost.cpu_per_million,
      formatDuration,
    ),
    spread(
      "of our adapter",
      ({ measures }) => measures.cost.adapter_cpu_per_million,
      formatDuration,
    ),
    spread("Most memory", ({ measures }) => measures.cost.memory, mebibytes),
    spread(
      "of our adapter",
      ({ measures }) => measures.cost.adapter_memory,
      mebibytes,
    ),
  ], {
    caption: "Processor time and memory, by attribute",
    headline:
      "For a million lines that reached a sink, each sink's counted, over the whole run with its outage and drain. Median over the n runs, with the least and the most. What an adapter of ours takes is apart.",
    none: "No run with samples of the forwarder is on record.",
  });
}

const findings: Readonly<Record<AccountFinding["code"], string>> = {
  "does-not-add-up": "our own counts differ",
  "own-sent": "says it sent another number than the sink got",
  "own-dropped": "says it dropped another number than the sink misses",
  foreign: "sends lines that nobody gave it",
};

/** Makes the table of contradictions between a forwarder's own counters and the sinks. */
export function countersTable({ runs }: Pick<ForwarderStudy, "runs">): Table {
  const counting = runs.filter(({ verdict: { kind } }) =>
    kind !== "invalid" && kind !== "not run"
  );
  const told = counting.flatMap(({ measures: { run, contradictions } }) =>
    contradictions.map((finding) => ({ ...finding, system: run.system }))
  );
  const groups = Map.groupBy(told, ({ system, code }) => `${system} ${code}`);
  const rows = [...groups].toSorted(([a], [b]) => a < b ? -1 : 1)
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
    column.text(({ code }) => findings[code], "What does not agree"),
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
      "The sinks are the truth. Counted and said are of the run with the largest difference; a counter that a forwarder does not have is not compared.",
    none: "Every counter that a forwarder has agreed with the sinks.",
  });
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
  )].toSorted(([a], [b]) => a < b ? -1 : 1)
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
    column.text(({ sent_text }) => sent_text, "Sent", { detail: true }),
    column.text(({ received_text }) => received_text, "Received", {
      detail: true,
    }),
  ], {
    caption: "Lines that did not arrive as they were sent",
    none: runs.some(({ measures }) => measures.odd_lines.length > 0)
      ? "Every odd line arrived as it was sent."
      : "No run of odd lines is on record.",
  });
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
} as const;
