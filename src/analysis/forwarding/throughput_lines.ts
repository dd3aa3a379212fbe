/** How many lines a second each forwarder carries: the load line of its runs, beside the limit of the harness itself. */
import { compareText } from "../../record/mod.ts";
import type { Bracket, RunResult } from "../../lab/plan/load_line_search.ts";
import { toBracket } from "../../lab/plan/load_line_search.ts";
import {
  REQUIRED_LINE_RATE,
  REQUIRED_WHOLE_RATE,
} from "./verdicts/attributes.ts";
import { type NearBreak, nearBreak } from "./break_evidence.ts";
import type { ForwardingMeasures } from "./measures/forwarding_measures.ts";
import { judgeAttribute } from "./verdicts/judge_attribute.ts";
import { worstP99 } from "./verdicts/load_verdicts.ts";
import type { AttributeVerdict } from "./verdicts/verdict.ts";

/** The system that sends lines to the sinks without a forwarder. */
export const HARNESS = "direct";

/** One run at one rate. */
export interface RateStep {
  readonly run_id: string;
  readonly session: string;
  /** Lines a second, as asked for. */
  readonly rate: number;
  /** Inconclusive for a run that is invalid, failed or not engaged. */
  readonly result: RunResult;
  readonly verdict: AttributeVerdict;
  readonly disturbed: boolean;
  /** 99th percentile of the latency of deliveries, in seconds. */
  readonly p99: number | null;
  /** Seconds of processor time for a million lines that reached a sink: of the forwarder, and of its adapters. */
  readonly cpu_per_million: number | null;
  readonly adapter_cpu_per_million: number | null;
}

/** The load line of one forwarder with so many sinks. Rates are lines a second. */
export interface ThroughputLine {
  readonly system: string;
  readonly system_version: string;
  readonly sinks: number;
  readonly steps: readonly RateStep[];
  /** Highest rate that most runs held, and lowest that most broke; as the search itself decides. */
  readonly line: Bracket;
  /** Runs at the highest rate that held, and at the lowest that broke, each with how many held. */
  readonly held_runs: { readonly n: number; readonly held: number };
  readonly broke_runs: { readonly n: number; readonly held: number };
  /** How near to a limit the runs at the lowest rate that broke were; null if one was not near. */
  readonly broke_near: NearBreak | null;
  /** Rates between the highest that held and the lowest that broke of which no run tells, as of a few lines a second. */
  readonly untold: number;
  /** Line of the harness itself with as many sinks, in the same sessions; null if it was not run. */
  readonly harness: Bracket | null;
  /** Rate that held, of that of the harness; null if either is unknown. */
  readonly harness_share: number | null;
  /** Median seconds of processor time for a million lines that reached a sink, at the highest rate that held. */
  readonly cpu_per_million: number | null;
  readonly adapter_cpu_per_million: number | null;
  /** Whether it carries ten million lines a minute; `unknown` between its ends. */
  readonly required: "met" | "missed" | "unknown";
}

/** Returns the line of each forwarder and number of sinks, in order of name and sinks. */
export function throughputLines(
  measures: readonly ForwardingMeasures[],
): ThroughputLine[] {
  const runs = measures.filter(({ run }) => run.attribute === "throughput");
  const groups = Map.groupBy(
    runs,
    ({ run }) => JSON.stringify([run.system, run.sinks]),
  );
  const lines = [...groups.values()].flatMap((group) => toLine(group, runs));
  return lines.toSorted((a, b) =>
    compareText(a.system, b.system) || a.sinks - b.sinks
  );
}

function toLine(
  group: readonly ForwardingMeasures[],
  all: readonly ForwardingMeasures[],
): ThroughputLine[] {
  const run = group.at(-1)?.run;
  const steps = toSteps(group);
  if (!run || steps.length === 0) return [];
  const sessions = new Set(steps.map(({ session }) => session));
  const direct = run.system === HARNESS ? [] : toSteps(
    all.filter((other) =>
      other.run.system === HARNESS && other.run.sinks === run.sinks &&
      sessions.has(other.run.session)
    ),
  );
  const line = toBracketOf(steps);
  const heldSteps = steps.filter(({ rate, result }) =>
    rate === line.passed && result === "passed"
  );
  const harness = direct.length === 0 ? null : toBracketOf(direct);
  const at = (rate: number | null) => {
    const judged = steps.filter((step) =>
      step.rate === rate && step.result !== "inconclusive"
    );
    const held = judged.filter(({ result }) => result === "passed").length;
    return { n: judged.length, held };
  };
  return [{
    system: run.system,
    system_version: run.system_version,
    sinks: run.sinks ?? 0,
    steps,
    line,
    held_runs: at(line.passed),
    broke_runs: at(line.failed),
    broke_near: nearBreak(
      steps.filter(({ rate, result }) =>
        rate === line.failed && result === "failed"
      ).map(({ verdict }) => verdict),
    ),
    untold: countUntold(steps, line),
    harness,
    harness_share: line.passed === null || harness === null ||
        harness.passed === null
      ? null
      : line.passed / harness.passed,
    cpu_per_million: middle(
      heldSteps.flatMap(({ cpu_per_million }) => cpu_per_million ?? []),
    ),
    adapter_cpu_per_million: middle(
      heldSteps.flatMap(({ adapter_cpu_per_million }) =>
        adapter_cpu_per_million ?? []
      ),
    ),
    required: line.passed !== null && line.passed >= REQUIRED_LINE_RATE
      ? "met"
      : line.failed !== null && line.failed <= REQUIRED_WHOLE_RATE
      ? "missed"
      : "unknown",
  }];
}

function countUntold(
  steps: readonly RateStep[],
  { passed, failed }: Bracket,
): number {
  const within = steps.filter(({ rate }) =>
    failed !== null && rate < failed && rate > (passed ?? 0)
  );
  return [...Map.groupBy(within, ({ rate }) => rate).values()]
    .filter((own) => own.every(({ result }) => result === "inconclusive"))
    .length;
}

function toBracketOf(steps: readonly RateStep[]): Bracket {
  return toBracket(
    steps.map(({ rate: value, result }) => ({ value, result })),
    "majority",
  );
}

function toSteps(group: readonly ForwardingMeasures[]): RateStep[] {
  return group.flatMap((measures) => {
    const { run, cost } = measures;
    const verdict = judgeAttribute(measures);
    if (run.rate === null || verdict.kind === "not run") return [];
    return [{
      run_id: run.run_id,
      session: run.session,
      rate: run.rate,
      result: run.status !== "ok"
        ? "inconclusive"
        : verdict.kind === "pass"
        ? "passed"
        : verdict.kind === "fail"
        ? "failed"
        : "inconclusive",
      verdict,
      disturbed: run.disturbed,
      p99: worstP99(measures),
      cpu_per_million: cost.cpu_per_million,
      adapter_cpu_per_million: cost.adapter_cpu_per_million,
    }];
  });
}

/** Median; null without values. */
function middle(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
