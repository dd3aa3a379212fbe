/** The verdict on throughput of each forwarder, by its load line: for the attribute table. */
import { formatValue } from "../../record/mod.ts";
import {
  type AttributeCell,
  sharedText,
  summariseVerdicts,
} from "./attribute_cells.ts";
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
    const asked = Math.min(
      ...judged.map(({ rate }) => rate)
        .filter((rate) => rate >= REQUIRED_LINE_RATE),
    );
    const decided = judged.filter((step) => decides(step, line, asked));
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
 * Whether a run tells if the required rate is carried: those that held it or more, and those that broke at the lowest rate
 * `asked` that is enough, or those of the lowest that broke. One that broke at a higher rate tells where the line ends.
 */
function decides(
  step: RateStep,
  { required, line: { passed, failed } }: ThroughputLine,
  asked: number,
): boolean {
  const { rate } = step;
  return required === "met"
    ? rate >= REQUIRED_LINE_RATE && rate <= (passed ?? 0) &&
      (rate === asked || !hasFailed(step))
    : required === "missed"
    ? rate === failed
    // Runs in which the forwarder ended enter no line.
    : rate >= REQUIRED_LINE_RATE && rate <= REQUIRED_WHOLE_RATE;
}

/** Returns `carries 180,000 lines/s, broke at 207,000: p99 was 2.8 s; 166,667 are asked for`. */
function describe(
  { line, harness, harness_share, required }: ThroughputLine,
  { worst, failed, calm, of }: {
    readonly worst: RateStep | null;
    readonly failed: number;
    /** Runs that failed with the machine to themselves. */
    readonly calm: number;
    /** Runs at the rate of the worst. */
    readonly of: number;
  },
): string {
  const rate = (value: number) => formatValue(Math.round(value), "");
  return [
    line.passed === null
      ? "no rate held"
      : `carries ${rate(line.passed)} lines/s`,
    line.failed === null ? ", none broke" : `, broke at ${rate(line.failed)}`,
    required === "missed" && worst
      ? `${worstText(failed, calm)}: ${whyOf(worst)}`
      : "",
    `; ${rate(REQUIRED_LINE_RATE)} are asked for`,
    required !== "missed" && worst
      ? `, ${
        worst.rate <= REQUIRED_WHOLE_RATE
          ? "at which"
          : `and at ${rate(worst.rate)}`
      } ${failed} of ${of} runs failed: ${whyOf(worst)}`
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
