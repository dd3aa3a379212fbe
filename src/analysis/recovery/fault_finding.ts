/** Says in prose what faults cost, how long recovery took, and whether data were lost. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import { md, type Prose } from "../../report/cells.ts";
import { type CostRank, type FaultCost, rankCost } from "./fault_costs.ts";
import { formatShareInterval } from "./fault_format.ts";
import {
  type FaultStudy,
  KILL_LEADER,
  rankedCosts,
  timesOf,
} from "./fault_study.ts";
import type { Recovery } from "./recovery.ts";
import { formatTimes } from "./recovery_times.ts";

/** Says which fault costs most, what follows a killed leader and healing, and what the keys that were read back show. */
export function faultFinding(study: FaultStudy): Prose {
  const { valid, undisturbed } = study;
  const left = valid.length - undisturbed.length;
  const disturbances = left > 0
    ? md`${left} of ${valid.length} runs shared the machine with other work, and are left out in a second column.`
    : md`No run shared the machine with other work to speak of.`;
  return md`${describeMost(study)} ${describeKill(study)} ${
    describeHealing(study)
  } ${describeKeys(valid)} ${disturbances}`;
}

function describeMost(study: FaultStudy): Prose {
  const ranked = rankedCosts(study);
  const [most] = ranked;
  if (!most) return md`No operation was lost to a fault.`;
  const others = ranked.length - 1;
  return md`${describeCost(study, most)} ${
    describeRank(rankCost(most, ranked), others)
  }`;
}

function describeCost({ system, deciding }: FaultStudy, most: FaultCost) {
  if (!most.share.mean) return md`No operation was lost to a fault.`;
  const version = deciding.flatMap(({ key, values }) =>
    key === "system_version" ? values.map(({ value }) => value) : []
  ).join(" and ");
  return md`**${most.fault}** costs ${[system, version].join(" ").trim()}${
    describePreVote(most)
  } most: **${
    formatPercent(most.share.mean, 1)
  }** of the operations under way at the fault, or due until ${
    formatDuration(most.runs[0]?.heal_s ?? 0)
  } after healing, failed or were late (mean of runs, 95 % interval ${
    formatShareInterval(most.share)
  }).`;
}

function describePreVote({ pre_vote, runs }: FaultCost): string {
  if (pre_vote === null) return "";
  const recorded = runs.filter(({ pre_vote_recorded }) => pre_vote_recorded);
  const from = recorded.length === runs.length
    ? ""
    : recorded.length > 0
    ? " (the lab's default; not recorded in every run)"
    : " (not recorded; the lab's default then)";
  return `, with pre-vote ${pre_vote}${from},`;
}

function describeRank(
  { closeCompetitors, p, comparisons, crossSession }: CostRank,
  others: number,
): Prose {
  if (closeCompetitors.length > 0) {
    return md`A rank test of these runs, adjusted for ${comparisons} comparisons, cannot tell it from ${
      closeCompetitors.length > 3
        ? `${closeCompetitors.length} of the ${others} others`
        : closeCompetitors.map(({ fault, share }) =>
          `${fault} (${formatPercent(share.mean ?? 0, 1)}, ${
            formatShareInterval(share)
          })`
        ).join(" and ")
    }.`;
  }
  if (p === null) return md``;
  return md`Each other fault costs less by a rank test (p at most ${
    Number(p.toPrecision(2))
  }, adjusted for ${comparisons}${
    crossSession
      ? "), but all runs of it are of sessions that ran nothing else: what changed on the machine since is in that"
      : ")"
  }.`;
}

function describeKill({ faults, times }: FaultStudy): readonly Prose[] {
  return faults.filter(({ fault }) => fault === KILL_LEADER).flatMap(
    (row) => {
      const gap = timesOf(times, row, "probeGap");
      const back = timesOf(times, row, "recovered");
      return gap && back
        ? md`After ${row.label}, no probe of the nodes that were not hit succeeds for ${
          formatTimes(gap).text
        } (median of ${gap.n}, ${
          formatTimes(gap).note
        }), and the load is steady again after ${formatTimes(back).text}.`
        : [];
    },
  );
}

function describeHealing({ faults, undisturbedTimes: times }: FaultStudy) {
  const healed = faults.flatMap((row) => {
    const gap = timesOf(times, row, "healGap");
    // Seen in most of the undisturbed runs, and not below what the probes can see.
    const seen = gap?.median && gap.median.lower > 0 && 2 * gap.below < gap.n;
    return seen
      ? [
        `for ${formatTimes(gap).text} after ${row.label} (leader lost in ${
          timesOf(times, row, "healLeader")?.n ?? 0
        } of ${gap.repetitions})`,
      ]
      : [];
  });
  return healed.length > 0
    ? md`Healing itself makes an outage after ${healed.length} of ${faults.length} faults${
      faults.some(({ label, fault }) => label !== fault)
        ? ", counted with pre-vote and without,"
        : ""
    } in most of the runs that no other work disturbed: no probe of nodes that were not hit succeeds ${
      healed.join("; ")
    }.`
    : md`After healing, no fault has an outage that can be seen in most of its undisturbed runs.`;
}

function describeKeys(runs: readonly Recovery[]): Prose {
  const sum = (count: (run: Recovery) => number) =>
    formatValue(runs.reduce((total, run) => total + count(run), 0), "");
  const older = runs.some(({ older }) => older !== null)
    ? `, and ${sum(({ older }) => older ?? 0)} held an older value`
    : "";
  const wrong = runs.some(({ wrong }) => wrong > 0)
    ? `, and ${sum(({ wrong }) => wrong)} something else`
    : "";
  return md`Of ${
    sum(({ verified }) => verified)
  } acknowledged keys that were read back, **${
    sum(({ gone }) => gone)
  }** were gone${older}${wrong}.`;
}
