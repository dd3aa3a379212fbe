/** The verdict on throughput of each forwarder, by its load line: for the attribute table. */
import { formatValue } from "../../record/mod.ts";
import type { AttributeCell } from "./attribute_cells.ts";
import { REQUIRED_LINE_RATE } from "./verdicts/attributes.ts";
import type { ThroughputLine } from "./throughput_lines.ts";
import type { VerdictKind } from "./verdicts/verdict.ts";

const kinds: Readonly<Record<ThroughputLine["required"], VerdictKind>> = {
  met: "pass",
  missed: "fail",
  unknown: "not engaged",
};

/** Returns a cell for each line, the number of sinks as its variant. */
export function throughputCells(
  lines: readonly ThroughputLine[],
): AttributeCell[] {
  return lines.map((line): AttributeCell => {
    const { system, system_version, sinks, steps, required } = line;
    const judged = steps.filter(({ result }) => result !== "inconclusive");
    const rate = required === "missed" ? line.line.failed : line.line.passed;
    const evidence = judged.findLast((step) => step.rate === rate);
    const count = (kind: VerdictKind, result: string) => ({
      kind,
      n: steps.filter((step) => step.result === result).length,
    });
    return {
      ...{ system, system_version, attribute: "throughput" },
      variant: `${sinks} ${sinks === 1 ? "sink" : "sinks"}`,
      kind: kinds[required],
      code: required,
      reason: describe(line),
      run_id: evidence?.run_id ?? "",
      n: judged.length,
      worst: required === "met" ? line.held_runs.held : line.broke_runs.n,
      counts: [
        count("fail", "failed"),
        count("pass", "passed"),
        count("invalid", "inconclusive"),
      ].filter(({ n }) => n > 0),
      least_lost: null,
      most_lost: null,
    };
  });
}

/** Returns `carries 180,000 lines/s, broke at 207,000; 166,667 are asked for`. */
function describe({ line, harness_share }: ThroughputLine): string {
  const rate = (value: number) => formatValue(Math.round(value), "");
  return [
    line.passed === null
      ? "no rate held"
      : `carries ${rate(line.passed)} lines/s`,
    line.failed === null ? ", none broke" : `, broke at ${rate(line.failed)}`,
    `; ${rate(REQUIRED_LINE_RATE)} are asked for`,
    harness_share !== null && harness_share > 0.9
      ? "; the harness itself carries no more"
      : "",
  ].join("");
}
