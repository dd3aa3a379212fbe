/** Integrity checks of the measurement setup: nodes, configuration, generator, host. */
import { formatPercent } from "../../record/mod.ts";
import { type Finding, formatNumber, given, unknown } from "./finding.ts";
import { backgroundLoadLimits } from "../validity/background_load.ts";
import type { RunFacts } from "./run_facts.ts";

/** Checks that load is balanced over the nodes: load on one node measures one node, whatever the cluster size. */
export function loadBalance(
  { nodes, nodes_used, busiest, policy }: RunFacts,
): Finding {
  if (nodes === null || nodes_used === null || busiest === null) {
    return unknown("which node was sent what");
  }
  if (nodes === 1) return { result: "pass", text: "one node" };
  const text = `${nodes_used} of ${nodes} nodes used, the busiest for ${
    formatPercent(busiest, 1)
  }`;
  if (policy === "first") {
    return { result: "warn", text: `${text}, as configured` };
  }
  return {
    result: busiest > 0.9 ? "fail" : busiest > 1.5 / nodes ? "warn" : "pass",
    text,
  };
}

/** Checks the configuration against the run itself: reports may print settings that were not applied. */
export function configuration(facts: RunFacts): Finding {
  const { workers, workers_seen, value_size, bytes_seen, duration, seconds } =
    facts;
  if (workers_seen === null || bytes_seen === null || seconds === null) {
    return unknown("what was really run");
  }
  const mismatches = [
    ["workers", workers, workers_seen, 0],
    ["bytes a value", value_size, bytes_seen, 0],
    ["seconds", duration, seconds, 0.05],
  ].flatMap(([name, configured, seen, tolerance]) =>
    typeof configured === "number" && typeof seen === "number" &&
      Math.abs(seen - configured) > configured * Number(tolerance)
      ? [`${name}: ${configured} configured, ${formatNumber(seen)} run`]
      : []
  );
  return mismatches.length === 0
    ? {
      result: "pass",
      text: `${workers_seen} workers, ${bytes_seen} B, ${
        formatNumber(seconds)
      } s`,
    }
    : { result: "fail", text: mismatches.join("; ") };
}

/** Checks for headroom of the load generator: a saturated generator measures itself. */
export function generatorSaturated(
  { generator_cpu, threads }: RunFacts,
): Finding {
  if (generator_cpu === null) return unknown("the generator's processor time");
  const share = generator_cpu / (threads ?? 1);
  return {
    result: share >= 0.9 ? "fail" : share >= 0.7 ? "warn" : "pass",
    text: `generator at ${formatPercent(share, 0)} of its ${threads ?? 1} core`,
  };
}

/** Checks background load: processor time used by others is missing to the nodes, and differs between repetitions. */
export function undisturbed(
  { cores, background_load: otherCpu }: RunFacts,
): Finding {
  if (otherCpu === null) return unknown("what else the machine did");
  const { warn, fail } = backgroundLoadLimits;
  return {
    result: otherCpu > fail ? "fail" : otherCpu > warn ? "warn" : "pass",
    text: `${otherCpu.toFixed(2)} of ${cores} cores went to others`,
  };
}

/** Checks for headroom of the host: on a saturated host nodes wait for each other, and more nodes do not scale. */
export function hostSaturated({ host_cpu }: RunFacts): Finding {
  if (host_cpu === null) return unknown("the host's processor time");
  return {
    result: host_cpu >= 0.9 ? "warn" : "pass",
    text: `host at ${formatPercent(host_cpu, 0)} of all cores`,
  };
}

/** Checks for rejections (HTTP 429): a rate limiter in front of the system was measured instead. */
export function rateLimited({ attempted, rejected }: RunFacts): Finding {
  if (attempted === null || rejected === null) {
    return unknown("how many were turned away");
  }
  const share = attempted === 0 ? 0 : rejected / attempted;
  return {
    result: share > 0.01 ? "fail" : share > 0 ? "warn" : "pass",
    text: `${formatPercent(share)} answered 429`,
  };
}

/** Checks for repetitions: a single run does not show the variation between runs. */
export function repeated({ repetitions }: RunFacts): Finding {
  return {
    result: repetitions > 1 ? "pass" : "warn",
    text: repetitions === 1 ? "run once" : `${repetitions} repetitions`,
  };
}

/** Checks that the monitored nodes are the tested ones: resources of other nodes explain nothing. */
export function monitored(
  { nodes_sampled, nodes_used, unexpected_nodes }: RunFacts,
): Finding {
  if (
    nodes_sampled === null || nodes_used === null || unexpected_nodes === null
  ) {
    return unknown("which nodes were monitored");
  }
  return {
    result: unexpected_nodes > 0
      ? "fail"
      : nodes_sampled < nodes_used
      ? "warn"
      : "pass",
    text: `${nodes_sampled} nodes sampled, ${nodes_used} sent load` +
      (unexpected_nodes > 0
        ? `, ${unexpected_nodes} sampled that were not`
        : ""),
  };
}

/**
 * Checks for import warnings about values that are not in the unit of their label. A unit slip that only Little's law
 * reveals counts in that check alone, as it is one piece of evidence.
 */
export function units({ attempted, mislabelled }: RunFacts): Finding {
  if (mislabelled > 0) {
    return {
      result: "fail",
      text: `${mislabelled} figures are not in the unit of their label`,
    };
  }
  return attempted !== null
    ? given("every figure is kept in its base unit")
    : unknown("what would contradict a label, but for Little's law,");
}

/** Checks the order of runs: if sizes grow during the session, their effect is confounded with a slowing host. */
export function ordered({ order_correlation, session }: RunFacts): Finding {
  if (session === null) return unknown("the order of the runs");
  if (order_correlation === null) {
    return { result: "pass", text: "sizes did not vary in the session" };
  }
  return {
    result: order_correlation > 0.7 ? "warn" : "pass",
    text: `order and size correlate with ${formatNumber(order_correlation)}`,
  };
}
