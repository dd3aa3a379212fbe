/**
 * Checks reported values for plausibility without a second measurement, on our own records and on those of other tools.
 * A check without the data that it needs returns `unknown`, never `pass`.
 */
import {
  failuresInLatency,
  failuresInThroughput,
  hitRate,
  littlesLaw,
  percentiles,
  successByStatus,
} from "./value_checks.ts";
import type { Check, CheckResult, Finding } from "./finding.ts";
import type { RunFacts } from "./run_facts.ts";
import {
  configuration,
  generatorSaturated,
  hostSaturated,
  loadBalance,
  monitored,
  ordered,
  rateLimited,
  repeated,
  undisturbed,
  units,
} from "./setup_checks.ts";

/** A finding with its run and check. */
export interface CheckedRun extends Finding {
  readonly run_id: string;
  readonly case_id: string;
  readonly source: string;
  readonly check: string;
}

/** Applies every check to every run with status `ok`; findings are in order of checks, then runs. */
export function checkIntegrity(facts: readonly RunFacts[]): CheckedRun[] {
  const okRuns = facts.filter(({ status }) => status === "ok");
  return integrityChecks.flatMap(({ name, check }) =>
    okRuns.map((run) => ({
      run_id: run.run_id,
      case_id: run.case_id,
      source: run.source,
      check: name,
      ...check(run),
    }))
  );
}

/** The results of one check over several runs. */
export interface CheckSummary {
  readonly check: string;
  readonly question: string;
  /** Number of runs by result. */
  readonly pass: number;
  readonly warn: number;
  readonly fail: number;
  readonly given: number;
  readonly unknown: number;
  /** The first finding with the worst result; null without runs. */
  readonly worst: CheckedRun | null;
}

/** Worst first. */
const results: readonly CheckResult[] = [
  "fail",
  "warn",
  "unknown",
  "pass",
  "given",
];

/** Summarises findings by check, in the order of `integrityChecks`. */
export function summariseChecks(
  findings: readonly CheckedRun[],
): CheckSummary[] {
  return integrityChecks.map(({ name, question }) => {
    const byResult = Map.groupBy(
      findings.filter(({ check }) => check === name),
      ({ result }) => result,
    );
    const count = (result: CheckResult) => byResult.get(result)?.length ?? 0;
    const worst = results.find((result) => byResult.has(result));
    return {
      check: name,
      question,
      pass: count("pass"),
      warn: count("warn"),
      fail: count("fail"),
      given: count("given"),
      unknown: count("unknown"),
      worst: worst ? byResult.get(worst)?.[0] ?? null : null,
    };
  });
}

/** All checks, in display order. */
const integrityChecks: readonly Check[] = [
  {
    name: "Little's law",
    question: "Are workers, rate and latency figures of one run?",
    check: littlesLaw,
  },
  {
    name: "throughput",
    question: "Does throughput count successes only?",
    check: failuresInThroughput,
  },
  {
    name: "success",
    question: "Is success more than a status code?",
    check: successByStatus,
  },
  {
    name: "hits",
    question: "Do reads ask for keys that exist?",
    check: hitRate,
  },
  {
    name: "latency",
    question: "Are failures kept out of the latency?",
    check: failuresInLatency,
  },
  {
    name: "percentiles",
    question: "Could the percentiles have happened?",
    check: percentiles,
  },
  {
    name: "spread",
    question: "Was the load spread over the nodes?",
    check: loadBalance,
  },
  {
    name: "configuration",
    question: "Was run what was configured?",
    check: configuration,
  },
  {
    name: "monitoring",
    question: "Are the monitored nodes the tested ones?",
    check: monitored,
  },
  {
    name: "generator",
    question: "Had the load generator room?",
    check: generatorSaturated,
  },
  {
    name: "machine",
    question: "Was the machine ours?",
    check: undisturbed,
  },
  {
    name: "host",
    question: "Had the host room?",
    check: hostSaturated,
  },
  {
    name: "rate limit",
    question: "Was it the system, not a rate limiter, that was measured?",
    check: rateLimited,
  },
  {
    name: "units",
    question: "Are figures in the unit of their label?",
    check: units,
  },
  {
    name: "repetitions",
    question: "Was the case run more than once?",
    check: repeated,
  },
  {
    name: "order",
    question: "Is the order of the runs independent of their size?",
    check: ordered,
  },
];
