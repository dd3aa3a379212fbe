/** Answers how long a platform takes to bring back what a fault took away. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/cells.ts";
import { killedCells } from "../../platform/recovery/fault_name.ts";
import type { RealRun } from "../../platform/recovery/real_runs.ts";
import { ALL_KINDS } from "../../platform/recovery/recovery_curves.ts";
import type {
  FaultGroup,
  RecoveryStudy,
} from "../../platform/recovery/recovery_study.ts";
import type { RecoverySummary } from "../../platform/recovery/recovery_summary.ts";
import { counted, doubtLimit, limitIf } from "../answer_parts.ts";
import { shareTile, taskTile, timeTile } from "./recovery_tiles.ts";
import { boundText } from "./repeated_text.ts";
import { isRoomTaken } from "./room_taken.ts";
import {
  type RealAnswer,
  realLimit,
  realRecoveryAnswer,
} from "./real_answer.ts";
import {
  isSimulation,
  platformLabel,
  simulatedLimit,
} from "./simulated_limit.ts";
import { cellCount } from "../../platform/runs/cell_count.ts";

/** Headings to which the limits link. */
const EVERY_RUN_HEADING = "Every run";
const STORE_HEADING = "When the store fails";

/** The plan kills a tenth of the cells. */
const PLANNED_SHARE = 0.1;
/** Fewer runs of a case give no range to speak of. */
const FEW_RUNS = 3;

/** Answers for the faults of one system's platforms; of a simulation after what real control planes did. */
export function recoveryAnswer(
  study: RecoveryStudy,
  realRuns: readonly RealRun[],
): AnswerParts {
  const { system } = study;
  const real = isSimulation(system) ? realRecoveryAnswer(realRuns) : null;
  const planned = comparedScales(study);
  const largest = planned.at(-1);
  const crowded = allOf(study.crowded).at(-1);
  const wiped = allOf(study.store)
    .filter(({ fault }) => fault.startsWith("wipe-store-total")).at(-1);
  const verdict = describePlanned(study, planned, real !== null);
  const tiles = {
    back: largest ? timeTile("All back", largest, largest.all) : [],
    noticed: largest ? timeTile("First noticed", largest, largest.noticed) : [],
    crowded: crowded ? [shareTile(study, crowded)] : [],
    wiped: wiped
      ? timeTile("Known again", {
        ...wiped,
        name: `all data lost, ${
          wiped.cells === null ? "some cells" : cellCount(wiped.cells)
        }`,
      }, wiped.all)
      : [],
    tasks: taskTile(study),
  };
  const named = (own: readonly TileParts[]) =>
    own.map((tile) => ({ ...tile, label: platformLabel(system, tile.label) }));
  return {
    verdict: real
      ? md`${real.sentence} ${verdict}`
      : md`${verdict}${crowded ? md` ${describeCrowded(study, crowded)}` : ""}${
        wiped ? md` ${describeWiped(wiped)}` : ""
      }`,
    tiles: real
      // All that a phone shows at once.
      ? [...real.tiles, ...named([...tiles.back, ...tiles.crowded]).slice(0, 2)]
      : named(Object.values(tiles).flat()),
    limits: limitsOf(
      study,
      [planned[0], largest, crowded, wiped].flatMap((one) => one ?? []),
      real,
    ),
  };
}

/** Summaries of all kinds together, the smallest platform first. */
export function allOf({ summaries }: FaultGroup): RecoverySummary[] {
  return summaries.filter(({ kind }) => kind === ALL_KINDS);
}

/**
 * The plan's experiment on platforms that were left alone for as long before: how long decides how many applications that
 * crash wait for their restart. Of several lengths, the one with most runs.
 */
function comparedScales(
  study: Pick<RecoveryStudy, "cells">,
): RecoverySummary[] {
  const runsOf = (own: readonly RecoverySummary[]) =>
    own.reduce((sum, { runs }) => sum + runs, 0);
  return [...Map.groupBy(plannedScales(study), ({ soak }) => soak).values()]
    .toSorted((a, b) => runsOf(b) - runsOf(a))[0] ?? [];
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
  isBesideReal: boolean,
): Prose {
  const platform = isSimulation(system) ? "a simulated platform" : system;
  const [smallest] = planned;
  const largest = planned.at(-1);
  if (!smallest || !largest) return md`No cell of ${platform} died.`;
  const [first, last] = [smallest, largest].map(({ all, name }) =>
    md`**${boundText(all)}** when ${name}`
  );
  const times = smallest === largest
    ? last ?? md``
    : md`${first ?? ""}, ${last ?? ""}`;
  return isBesideReal
    ? md`Simulated: ${times}.`
    : md`On ${platform}, what was lost runs again after ${times}.`;
}

function describeCrowded(
  study: RecoveryStudy,
  { name, lost, returned }: RecoverySummary,
): Prose {
  const back = formatPercent(lost === 0 ? 0 : returned / lost, 0);
  return isRoomTaken(study, name)
    ? md`When ${name}, **${back}** come back and fill all room.`
    : md`When ${name}, **${back}** come back.`;
}

/** The outage is told apart; a limit says where the rate of repair was set. */
function describeWiped(
  { all, cells, fill, outage }: RecoverySummary,
): Prose {
  const where = [
    cells === null ? "" : cellCount(cells),
    fill === null || fill === 1 ? "" : `fill ${formatPercent(fill, 0)}`,
  ].filter((part) => part !== "").join(", ");
  const what = where === "" ? md`` : md` (${where})`;
  const away = outage === null || !all.median?.upper
    ? md``
    : md` (outage ${formatDuration(outage)})`;
  return md`All data lost${what}: known again after **${
    boundText(all)
  }**${away}.`;
}

function limitsOf(
  study: RecoveryStudy,
  shown: readonly RecoverySummary[],
  real: RealAnswer | null,
): LimitParts[] {
  const { runs, system, cells, crowded, store } = study;
  const groups = [cells, crowded, store].flatMap(allOf);
  const compared = new Set(comparedScales(study));
  const others = plannedScales(study).flatMap((one) =>
    compared.has(one) || one.cells === null
      ? []
      : [`${cellCount(one.cells)}: ${boundText(one.all)}`]
  );
  const few = groups.filter(({ runs }) => runs < FEW_RUNS).length;
  const invalid = runs.filter(({ status }) => status !== "ok").length;
  return [
    ...simulatedLimit(system),
    ...realLimit(real),
    ...limitIf(
      isSimulation(system) &&
        store.runs.some(({ run }) => run.fault.startsWith("wipe-store")),
      "repair of a lost store was set",
      STORE_HEADING,
    ),
    ...limitIf(
      others.length > 0,
      // A larger platform that takes longer is in no sentence of the answer.
      `${others.join(", ")}, after another time alone`,
      EVERY_RUN_HEADING,
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
    ...doubtLimit(
      [...runs, ...real?.runs ?? []],
      [
        ...real?.figures ?? [],
        ...[...new Set(shown)].map(({ name, soak }) => ({
          name,
          runs: [cells, crowded, store].flatMap((group) => group.runs)
            .filter((fault) => fault.name === name && fault.run.soak === soak)
            .map(({ run }) => run),
        })),
      ],
    ),
  ];
}
