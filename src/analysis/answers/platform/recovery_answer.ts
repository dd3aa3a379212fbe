/** Answers how long a platform takes to bring back what a fault took away. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/mod.ts";
import { killedCells } from "../../platform/recovery/fault_name.ts";
import { ALL_KINDS } from "../../platform/recovery/recovery_curves.ts";
import type {
  FaultGroup,
  RecoveryStudy,
} from "../../platform/recovery/recovery_study.ts";
import type {
  RecoverySummary,
  RepeatedTime,
} from "../../platform/recovery/recovery_summary.ts";
import {
  counted,
  limitIf,
  percentParts,
  splitUnit,
  toLabel,
} from "../answer_parts.ts";
import { simulatedLimit } from "./simulated_limit.ts";
import { cellCount } from "../../platform/runs/cell_count.ts";

/** Headings to which the limits link. */
export const EVERY_RUN_HEADING = "Every run";
const STORE_HEADING = "When the store fails";

/** The plan kills a tenth of the cells. */
const PLANNED_SHARE = 0.1;
/** Fewer runs of a case give no range to speak of. */
const FEW_RUNS = 3;

/** Answers for the faults of one system's platforms. */
export function recoveryAnswer(study: RecoveryStudy): AnswerParts {
  const planned = plannedScales(study);
  const largest = planned.at(-1);
  const crowded = allOf(study.crowded).at(-1);
  const wiped = allOf(study.store)
    .filter(({ fault }) => fault.startsWith("wipe-store-total")).at(-1);
  return {
    verdict: md`${describePlanned(study, planned)}${
      crowded ? md` ${describeCrowded(crowded)}` : ""
    }${wiped ? md` ${describeWiped(wiped)}` : ""}`,
    tiles: [
      ...largest
        ? [
          ...timeTile("All back", largest, largest.all),
          ...timeTile("First noticed", largest, largest.noticed),
        ]
        : [],
      ...crowded ? [shareTile(study.crowded, crowded)] : [],
      ...wiped
        ? timeTile("All back", {
          ...wiped,
          name: `all data lost on ${
            wiped.cells === null ? "some cells" : cellCount(wiped.cells)
          }`,
        }, wiped.all)
        : [],
      ...taskTile(study),
    ],
    limits: limitsOf(study),
  };
}

/** Summaries of all kinds together, the smallest platform first. */
export function allOf({ summaries }: FaultGroup): RecoverySummary[] {
  return summaries.filter(({ kind }) => kind === ALL_KINDS);
}

/** The plan's experiment: a tenth of a full platform dies. */
export function plannedScales(
  { cells }: Pick<RecoveryStudy, "cells">,
): RecoverySummary[] {
  const planned = allOf(cells).filter((one) => {
    const killed = killedCells(one);
    return killed !== null && one.fill === 1 && one.cells !== null &&
      killed === Math.max(1, Math.round(PLANNED_SHARE * one.cells));
  });
  return planned.length > 0 ? planned : allOf(cells);
}

function describePlanned(
  { system }: RecoveryStudy,
  planned: readonly RecoverySummary[],
): Prose {
  const platform = system === "simulator" ? "a simulated platform" : system;
  const [smallest] = planned;
  const largest = planned.at(-1);
  if (!smallest || !largest) return md`No cell of ${platform} died.`;
  const [first, last] = [smallest, largest].map(({ all, name }) =>
    md`after **${boundText(all)}** when ${name}`
  );
  return smallest === largest
    ? md`On ${platform}, everything runs again ${last ?? ""}.`
    : md`On ${platform}, everything runs again ${first ?? ""}, and ${
      last ?? ""
    }.`;
}

/** Returns a median, or how long it was watched in vain. */
function boundText({ median, longest }: RepeatedTime): string {
  return median?.upper
    ? formatDuration(median.upper)
    : longest
    ? `more than ${formatDuration(longest.seconds)}`
    : "a time that no run tells";
}

function describeCrowded({ name, lost, returned }: RecoverySummary): Prose {
  return md`With too little room (${name}), **${
    formatPercent(lost === 0 ? 0 : returned / lost, 0)
  }** come back.`;
}

function describeWiped({ all, cells, fill }: RecoverySummary): Prose {
  const where = [
    cells === null ? "" : cellCount(cells),
    fill === null || fill === 1 ? "" : `fill ${formatPercent(fill, 0)}`,
  ].filter((part) => part !== "").join(", ");
  const what = where === "" ? md`` : md` (${where})`;
  return md`After the loss of all data${what}, all run after **${
    boundText(all)
  }**.`;
}

function timeTile(
  label: string,
  { name, runs, lost }: RecoverySummary,
  { n, censored, median, shortest, longest }: RepeatedTime,
): TileParts[] {
  if (!shortest || !longest) return [];
  const middle = median?.upper ?? null;
  return [{
    label: toLabel(`${label}, ${name}`),
    ...middle === null
      ? { value: `> ${formatDuration(longest.seconds)}`, unit: "" }
      : splitUnit(formatDuration(middle)),
    interval: n === 1
      ? "one run"
      : `median; range ${formatDuration(shortest.seconds)} to ${
        longest.known === "beyond" ? "more than " : ""
      }${formatDuration(longest.seconds)}`,
    n: `n = ${counted(runs, "run")}, ${counted(lost, "instance")} lost`,
    meaning: censored > 0 ? "failed" : "ok",
  }];
}

function shareTile(
  { runs }: FaultGroup,
  { name, lost, returned }: RecoverySummary,
): TileParts {
  const shares = runs.filter((fault) => fault.name === name)
    .flatMap(({ curves }) =>
      curves.filter(({ kind }) => kind === ALL_KINDS)
        .flatMap(({ rate }) => rate.rate ?? [])
    );
  return {
    label: toLabel(`Back with too little room, ${name}`),
    ...percentParts(lost === 0 ? 0 : returned / lost, 1),
    interval: shares.length < 2
      ? "one run"
      : `range ${formatPercent(Math.min(...shares), 1)} to ${
        formatPercent(Math.max(...shares), 1)
      }`,
    n: `n = ${counted(shares.length, "run")}, ${
      counted(lost, "instance")
    } lost`,
    meaning: returned < lost ? "failed" : "ok",
  };
}

/** Tasks that were asked for while the store was away or slow. */
function taskTile({ store, probes }: RecoveryStudy): TileParts[] {
  const away = new Set(
    store.runs.filter(({ run }) => run.fault === "cut-store-total")
      .map(({ run }) => run.run_id),
  );
  const own = probes.filter(({ run_id }) => away.has(run_id));
  const sum = (of: (probe: typeof own[number]) => number) =>
    own.reduce((total, probe) => total + of(probe), 0);
  const n = sum(({ during }) => during.n);
  if (n === 0) return [];
  const ok = sum(({ during }) => during.n * (during.rate ?? 0));
  return [{
    label: "Tasks done while the store is away",
    value: Math.round(ok).toLocaleString("en-US"),
    unit: `of ${n.toLocaleString("en-US")}`,
    interval: "each is asked for when the last one ended",
    n: `n = ${counted(n, "task")} in ${counted(own.length, "run")}`,
    meaning: ok < n ? "failed" : "ok",
  }];
}

function limitsOf(study: RecoveryStudy): LimitParts[] {
  const { runs, system, cells, crowded, store } = study;
  const groups = [cells, crowded, store].flatMap(allOf);
  const few = groups.filter(({ runs }) => runs < FEW_RUNS).length;
  const invalid = runs.filter(({ status }) => status !== "ok").length;
  return [
    ...simulatedLimit(system),
    ...limitIf(
      system === "simulator" &&
        store.runs.some(({ run }) => run.fault.startsWith("wipe-store")),
      "repair of a lost store was set",
      STORE_HEADING,
    ),
    ...limitIf(
      few > 0,
      `${counted(few, "fault")} of fewer than ${FEW_RUNS} runs`,
      EVERY_RUN_HEADING,
    ),
    ...limitIf(
      invalid > 0,
      `${counted(invalid, "run")} not ok`,
      EVERY_RUN_HEADING,
    ),
  ];
}
