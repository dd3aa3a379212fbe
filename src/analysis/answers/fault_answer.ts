/** Answers what faults cost: the costliest, what a killed leader costs, and whether data were lost. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import { type FaultCost, rankCost } from "../recovery/fault_costs.ts";
import { shareDecimals } from "../recovery/fault_format.ts";
import {
  type FaultStudy,
  KILL_LEADER,
  rankedCosts,
  timesOf,
} from "../recovery/fault_study.ts";
import type { Recovery } from "../recovery/recovery.ts";
import { LOST_HEADING, staysWithNode } from "../recovery/lost_operations.ts";
import { FINDING_HEADING } from "../overview/report_headings.ts";
import {
  formatTimes,
  type RecoveryDefinition,
} from "../recovery/recovery_times.ts";
import {
  counted,
  limitIf,
  percentParts,
  sharedLimit,
  splitUnit,
  toLabel,
} from "./answer_parts.ts";

/** Answers what faults cost the users of one system. */
export function faultAnswer(study: FaultStudy): AnswerParts {
  const ranked = rankedCosts(study);
  const [most] = ranked;
  const killed = ranked.find(({ fault }) => fault === KILL_LEADER);
  return {
    verdict: md`${describeMost(study, ranked)} ${describeKeys(study)}`,
    tiles: [
      ...most ? [costTile(most)] : [],
      ...killed && killed !== most ? [costTile(killed)] : [],
      ...killed
        ? [
          ...timeTile(study, killed, "probeGap", {
            label: killed.runs.every(({ probes_write }) => probes_write)
              ? "No survivor takes a write"
              : "No survivor answers",
          }),
          ...timeTile(study, killed, "recovered", {
            label: "Load steady again after",
            beside: healingNote(study, killed),
          }),
        ]
        : [],
      keysTile(study),
    ],
    limits: limitsOf(study, ranked),
  };
}

function describeMost(
  study: FaultStudy,
  ranked: readonly FaultCost[],
): Prose {
  const [most] = ranked;
  if (!most?.share.mean) return md`No operation was lost to a fault.`;
  const { planned_s, timeout_s } = settingsOf(most.runs);
  const faults = counted(ranked.length, "fault");
  const asked = planned_s === null
    ? faults
    : `${faults} of ${formatDuration(planned_s)}`;
  return md`Of ${asked}, **${most.fault}** cost ${
    nameOf(study, most)
  } most: **${formatPercent(most.share.mean, 1)}** of the operations until ${
    formatDuration(Math.round(most.runs[0]?.heal_s ?? 0))
  } after healing failed or were ${
    timeout_s === null ? "late" : `later than ${formatDuration(timeout_s)}`
  }.`;
}

/** Names the system with its version and the variant that is ranked: `etcd 3.4.23 with pre-vote off`. */
function nameOf(
  { system, deciding }: FaultStudy,
  { pre_vote }: FaultCost,
): string {
  const versions = deciding.find(({ key }) => key === "system_version")
    ?.values.map(({ value }) => value) ?? [];
  return [
    system,
    versions.join(" and "),
    pre_vote === null ? "" : `with pre-vote ${pre_vote}`,
  ].filter((part) => part !== "").join(" ");
}

/** Returns the settings that all of the runs share; null where they differ or are unknown. */
function settingsOf(
  runs: readonly Recovery[],
): Pick<Recovery, "planned_s" | "timeout_s"> {
  const common = (values: readonly (number | null)[]) =>
    new Set(values).size === 1 ? values[0] ?? null : null;
  return {
    planned_s: common(runs.map(({ planned_s }) => planned_s)),
    timeout_s: common(runs.map(({ timeout_s }) => timeout_s)),
  };
}

function describeKeys({ valid }: FaultStudy): Prose {
  const keys = sumKeys(valid);
  if (keys.verified === 0) return md`No key was read back.`;
  const read = md`Of ${
    counted(keys.verified, "acknowledged key")
  } that were read back`;
  return keys.bad === 0
    ? md`${read}, none was ${keys.tellsOlder ? "gone or older" : "gone"}.`
    : md`${read}, **${formatValue(keys.bad, "")}** were gone, wrong or older.`;
}

/** Sums what was read back: `bad` counts keys not as acknowledged; `tellsOlder` if all runs tell older values apart. */
function sumKeys(runs: readonly Recovery[]) {
  const sum = (count: (run: Recovery) => number) =>
    runs.reduce((total, run) => total + count(run), 0);
  return {
    verified: sum(({ verified }) => verified),
    bad: sum(({ gone, wrong, older }) => gone + wrong + (older ?? 0)),
    tellsOlder: runs.every(({ verified, older }) =>
      verified === 0 || older !== null
    ),
  };
}

/** Says when the load was steady as counted from healing: it cannot be before while a node with connections is away. */
function healingNote({ times }: FaultStudy, cost: FaultCost): string {
  const found = timesOf(times, cost, "recoveredAfterHealing");
  return found ? `${formatTimes(found).text} after healing` : "";
}

/** Returns the tile of the share of operations that a fault cost. */
export function costTile(cost: FaultCost): TileParts {
  const { lower, upper, sessions } = cost.share;
  const { timeout_s } = settingsOf(cost.runs);
  const decimals = shareDecimals(cost.share);
  const [from, to] = [lower, upper].map((one) =>
    one === null ? "" : formatPercent(one, decimals)
  );
  return {
    label: toLabel(
      timeout_s === null
        ? `Failed or late, ${cost.fault}`
        : `Failed, or later than ${formatDuration(timeout_s)}, ${cost.fault}`,
    ),
    ...percentParts(cost.share.mean ?? 0, decimals),
    interval: [
      cost.lost_load_s === null
        ? ""
        : `${formatDuration(cost.lost_load_s)} of load`,
      // Sessions differ by more than their runs do, which this interval leaves out.
      from && to
        ? `95 % interval ${from} to ${to}, within ${
          sessions > 1 ? "sessions" : "a session"
        }`
        : "",
    ].filter((part) => part !== "").join("; "),
    n: `${runsOf(cost, cost.share.n)}${
      sessions > 1 ? `, ${sessions} sessions` : ""
    }`,
    meaning: "failed",
  };
}

/** Counts runs of a fault, with the variant: other tiles may count those of all variants. */
function runsOf({ pre_vote }: FaultCost, n: number): string {
  return `n = ${counted(n, "run")}${
    pre_vote === null ? "" : `, pre-vote ${pre_vote}`
  }`;
}

function timeTile(
  { times }: FaultStudy,
  cost: FaultCost,
  definition: RecoveryDefinition,
  { label, beside = "" }: { readonly label: string; readonly beside?: string },
): TileParts[] {
  const found = timesOf(times, cost, definition);
  if (!found) return [];
  const { text, note } = formatTimes(found);
  return [{
    label: toLabel(`${label}, ${cost.fault}`),
    ...splitUnit(text),
    interval: [
      beside === "" ? "median" : `median, ${beside}`,
      note === "" ? "" : `range ${note}`,
    ].filter((part) => part !== "").join("; "),
    n: runsOf(cost, found.n),
  }];
}

function keysTile({ valid }: FaultStudy): TileParts {
  const { verified, bad } = sumKeys(valid);
  return {
    label: "Acknowledged keys lost",
    value: formatValue(bad, ""),
    interval: `of ${formatValue(verified, "")} read back`,
    n: `n = ${counted(valid.length, "run")}`,
    meaning: bad === 0 ? "ok" : "failed",
  };
}

function limitsOf(
  study: FaultStudy,
  ranked: readonly FaultCost[],
): LimitParts[] {
  const { valid, undisturbed } = study;
  const silent =
    valid.filter((run) => run.pre_vote !== null && !run.pre_vote_recorded)
      .length;
  const [most] = ranked;
  const sessions = new Set(valid.map(({ session }) => session)).size;
  const costs = "What each fault costs";
  return [
    ...limitIf(
      staysWithNode(study),
      "clients stay with their node",
      LOST_HEADING,
    ),
    ...sharedLimit(valid.length - undisturbed.length, valid.length),
    ...most
      ? limitIf(
        rankCost(most, ranked).crossSession,
        `${most.fault} ran in sessions of its own`,
        FINDING_HEADING,
      )
      : [],
    ...limitIf(sessions > 1, `${sessions} sessions`, costs),
    ...limitIf(
      silent > 0,
      `pre-vote not recorded in ${counted(silent, "run")}`,
      costs,
    ),
  ];
}
