/** The verdict on throughput of each forwarder, by its load line: for the attribute table. */
import { formatValue } from "../../record/mod.ts";
import {
  type AttributeCell,
  sharedText,
  summariseVerdicts,
} from "./attribute_cells.ts";
import { nearText, runsText, untoldText } from "./break_evidence.ts";
import {
  REQUIRED_LINE_RATE,
  REQUIRED_WHOLE_RATE,
} from "./verdicts/attributes.ts";
import type { RateStep, ThroughputLine } from "./throughput_lines.ts";
import { compareVerdicts, type VerdictKind } from "./verdicts/verdict.ts";

/** Returns a cell for each line, the number of sinks as its variant. One run that failed outweighs all that held. */
export function throughputCells(
  lines: readonly ThroughputLine[],
): AttributeCell[] {
  return lines.map((line): AttributeCell => {
    const { system, system_version, sinks, steps, required } = line;
    const judged = steps.filter(isJudged);
    const decided = decidingSteps(judged, line);
    const failed = decided.filter(hasFailed);
    const kind: VerdictKind = failed.length > 0
      ? "fail"
      : required === "met"
      ? "pass"
      : "not engaged";
    const shown = decided.length > 0 ? decided : judged;
    // Foreign load makes a forwarder late: the reason is of a run that had the machine to itself, if one failed too.
    const calm = failed.filter(({ disturbed }) => !disturbed);
    const [worst] = (calm.length > 0 ? calm : failed).toSorted((a, b) =>
      compareVerdicts(a.verdict, b.verdict)
    );
    const evidence = worst ?? shown.at(-1);
    return {
      ...{ system, system_version, attribute: "throughput" },
      variant: `${sinks} ${sinks === 1 ? "sink" : "sinks"}`,
      ...{
        kind,
        code: kind === "fail" ? evidence?.verdict.code ?? "" : required,
      },
      reason: describe(line, {
        worst: worst ?? null,
        ...{ failed: failed.length, calm: calm.length },
        of: shown.filter(({ rate }) => rate === worst?.rate).length,
      }),
      run_id: evidence?.run_id ?? "",
      n: shown.length,
      worst: failed.length > 0 ? failed.length : shown.length,
      ...summariseVerdicts(shown),
    };
  });
}

function isJudged({ verdict: { kind } }: RateStep): boolean {
  return kind === "pass" || kind === "fail";
}

function hasFailed({ verdict: { kind } }: RateStep): boolean {
  return kind === "fail";
}

/**
 * Returns the runs that tell if the required rate is carried. If it is: those that held it or more, and those that broke at
 * the lowest rate that is enough, as one that broke at a higher rate tells where the line ends. If it is not: those at the
 * lowest rate that is enough; those at the lowest that broke if none broke there, or none was run.
 */
function decidingSteps(
  judged: readonly RateStep[],
  { required, line: { passed, failed } }: ThroughputLine,
): readonly RateStep[] {
  const asked = Math.min(
    ...judged.map(({ rate }) => rate)
      .filter((rate) => rate >= REQUIRED_LINE_RATE),
  );
  if (required === "missed") {
    const tried = judged.filter(({ rate }) => rate === asked);
    return tried.some(hasFailed)
      ? tried
      : judged.filter(({ rate }) => rate === failed);
  }
  return judged.filter((step) =>
    required === "met"
      ? step.rate >= REQUIRED_LINE_RATE && step.rate <= (passed ?? 0) &&
        (step.rate === asked || !hasFailed(step))
      // Runs in which the forwarder ended enter no line.
      : step.rate >= REQUIRED_LINE_RATE && step.rate <= REQUIRED_WHOLE_RATE
  );
}

/**
 * Returns `carries 150,000 lines/s, broke at 166,667 (one run): p99 was 2.8 s; 166,667 are asked for`, or, where the line
 * breaks below that, `..., broke at 130,000; 166,667 are asked for, at which 5 of 5 runs failed: p99 was 2.8 s`.
 */
function describe(
  throughput: ThroughputLine,
  { worst, failed, calm, of }: {
    readonly worst: RateStep | null;
    readonly failed: number;
    /** Runs that failed with the machine to themselves. */
    readonly calm: number;
    /** Runs at the rate of the worst. */
    readonly of: number;
  },
): string {
  const { line, harness, harness_share } = throughput;
  const rate = (value: number) => formatValue(Math.round(value), "");
  const atBreak = worst?.rate === line.failed;
  return [
    line.passed === null
      ? throughput.untold > 0 ? "no rate is known to hold" : "no rate held"
      : `carries ${rate(line.passed)} lines/s`,
    line.failed === null
      ? ", none broke"
      : `, broke at ${rate(line.failed)}${
        line.passed === null ? " lines/s" : ""
      }${evidenceText(throughput)}`,
    worst && atBreak ? `${worstText(failed, calm)}: ${whyOf(worst)}` : "",
    `; ${rate(REQUIRED_LINE_RATE)} are asked for`,
    worst && !atBreak
      ? `, ${
        worst.rate <= REQUIRED_WHOLE_RATE
          ? "at which"
          : `and at ${rate(worst.rate)}`
      } ${of === 1 ? "the only run" : `${failed} of ${of} runs`} failed: ${
        whyOf(worst)
      }`
      : "",
    harness === null || harness_share === null || harness_share <= 0.9
      ? ""
      : harness.failed !== null
      ? "; the harness itself carries no more"
      : line.failed === null
      ? "; no higher rate was run"
      : "",
  ].join("");
}

/** Returns ` (one run, p99 within 0.4 % of its limit)`; empty where several runs were clearly beyond one. */
function evidenceText(line: ThroughputLine): string {
  const { n } = line.broke_runs;
  const parts = [
    n === 1 ? runsText(n, n) : "",
    nearText(line),
    untoldText(line),
  ]
    .filter((text) => text !== "");
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

/** Returns the reason of a run, and whether it shared the machine. */
function whyOf({ verdict: { reason }, disturbed }: RateStep): string {
  return `${reason}${sharedText(disturbed)}`;
}

/** Says of which runs the reason is the worst; of the only one nothing. */
function worstText(failed: number, calm: number): string {
  return failed < 2
    ? ""
    : calm === 0 || calm === failed
    ? `, in the worst of ${failed} runs`
    : calm === 1
    ? ", in the only run that had the machine to itself"
    : `, in the worst of ${calm} runs that had the machine to themselves`;
}
