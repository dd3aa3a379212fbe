/** Says where operations were lost: at the nodes that a fault hit, or at the others too. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import { md, type Prose } from "../../report/cells.ts";
import type { FaultCost } from "./fault_costs.ts";
import { type FaultStudy, KILL_LEADER, rankedCosts } from "./fault_study.ts";

/** Heading under which reports say where operations were lost. */
export const LOST_HEADING = "Where operations were lost";

/** Whether all runs tell that no connection of the load ever changed its node. */
export function staysWithNode({ valid }: Pick<FaultStudy, "valid">): boolean {
  return valid.length > 0 && valid.every(({ pinned }) => pinned === true);
}

/** Says whether connections change their node, and for the costliest fault and a killed leader where it lost operations. */
export function lostFinding(study: FaultStudy): Prose {
  const ranked = rankedCosts(study);
  const [most] = ranked;
  const killed = ranked.find(({ fault }) => fault === KILL_LEADER);
  return md`${describeConnections(study)}${describeLost(most)}${
    describeLost(killed === most ? undefined : killed)
  }${describeLength(most)}`;
}

function describeConnections(study: FaultStudy): Prose {
  if (!staysWithNode(study)) {
    return md`Not every run tells that its connections stayed with one node each.`;
  }
  const n = study.valid.length;
  return md`Each connection of the load sent all its operations to **one node**, in ${
    n === 1 ? "the only run" : `all ${n} runs`
  }: none moved to another while its own was away. What a client that tries another node would lose was not measured.`;
}

function describeLost(cost: FaultCost | undefined): Prose {
  if (!cost || cost.lost_at_hit === null || cost.lost === 0) return md``;
  const { fault, lost, lost_at_hit } = cost;
  const elsewhere = lost - lost_at_hit;
  return md` Of ${formatValue(lost, "")} operations lost to **${fault}**, ${
    formatValue(lost_at_hit, "")
  } (${
    formatPercent(lost_at_hit / lost, 1)
  }) had been sent to nodes that it hit, and ${
    formatValue(elsewhere, "")
  } to others.`;
}

/** Says that a share depends on how long was watched, and the seconds of load do not. */
function describeLength(most: FaultCost | undefined): Prose {
  const seconds = most?.lost_load_s ?? null;
  if (!most || seconds === null) return md``;
  return md` A share falls the longer is watched after the fault; the load lost does not: lost operations / rate before the fault, mean of the runs, for ${most.fault} ${
    formatDuration(seconds)
  }.`;
}
