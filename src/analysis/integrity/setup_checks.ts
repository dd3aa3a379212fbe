/** Checks of how the figures came about: nodes, configuration, generator, host. */
import { formatPercent } from "../../record/mod.ts";
import { figure, type Finding, given, unknown } from "./finding.ts";
import { foreignLoadLimits } from "../validity/background_load.ts";
import type { RunFacts } from "./run_facts.ts";

/** Load that goes to one node measures one node, whatever the size of the cluster. */
export function spread(
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

/** A report that prints the configuration it was given may not be of the one that ran. */
export function configuration(facts: RunFacts): Finding {
  const { workers, workers_seen, value_size, bytes_seen, duration, seconds } =
    facts;
  if (workers_seen === null || bytes_seen === null || seconds === null) {
    return unknown("what was really run");
  }
  const wrong = [
    ["workers", workers, workers_seen, 0],
    ["bytes a value", value_size, bytes_seen, 0],
    ["seconds", duration, seconds, 0.05],
  ].flatMap(([name, wanted, seen, tolerance]) =>
    typeof wanted === "number" && typeof seen === "number" &&
      Math.abs(seen - wanted) > wanted * Number(tolerance)
      ? [`${name}: ${wanted} configured, ${figure(seen)} run`]
      : []
  );
  return wrong.length === 0
    ? {
      result: "pass",
      text: `${workers_seen} workers, ${bytes_seen} B, ${figure(seconds)} s`,
    }
    : { result: "fail", text: wrong.join("; ") };
}

/** A generator at its limit measures itself. */
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

/** Whatever else ran took processor time from the nodes, and another repetition will not find it there. */
export function undisturbed(
  { cores, foreign_load: others }: RunFacts,
): Finding {
  if (others === null) return unknown("what else the machine did");
  const { warn, fail } = foreignLoadLimits;
  return {
    result: others > fail ? "fail" : others > warn ? "warn" : "pass",
    text: `${others.toFixed(2)} of ${cores} cores went to others`,
  };
}

/** Nodes on a full host wait for each other: more of them cannot give more. */
export function hostSaturated({ host_cpu }: RunFacts): Finding {
  if (host_cpu === null) return unknown("the host's processor time");
  return {
    result: host_cpu >= 0.9 ? "warn" : "pass",
    text: `host at ${formatPercent(host_cpu, 0)} of all cores`,
  };
}

/** A limiter in front of the system is what was measured then. */
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

/** One run says nothing of how another would differ. */
export function repeated({ repetitions }: RunFacts): Finding {
  return {
    result: repetitions > 1 ? "pass" : "warn",
    text: repetitions === 1 ? "run once" : `${repetitions} repetitions`,
  };
}

/** Resources of other nodes than those tested explain nothing. */
export function monitored(
  { nodes_sampled, nodes_used, strangers }: RunFacts,
): Finding {
  if (nodes_sampled === null || nodes_used === null || strangers === null) {
    return unknown("which nodes were monitored");
  }
  return {
    result: strangers > 0
      ? "fail"
      : nodes_sampled < nodes_used
      ? "warn"
      : "pass",
    text: `${nodes_sampled} nodes sampled, ${nodes_used} sent load` +
      (strangers > 0 ? `, ${strangers} sampled that were not` : ""),
  };
}

/**
 * Importers warn of figures whose label names another unit than they are in. A slip that only Little's law gives away is counted
 * by that check alone: it is one piece of evidence.
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

/** Sizes that grow while the session goes on cannot be told from a host that grows slower. */
export function ordered({ order_correlation, session }: RunFacts): Finding {
  if (session === null) return unknown("the order of the runs");
  if (order_correlation === null) {
    return { result: "pass", text: "sizes did not vary in the session" };
  }
  return {
    result: order_correlation > 0.7 ? "warn" : "pass",
    text: `order and size correlate with ${figure(order_correlation)}`,
  };
}
