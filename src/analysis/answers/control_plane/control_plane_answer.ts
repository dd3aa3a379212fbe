/** Answers how many instances a store can keep the records of, and what its faults cost. */
import { formatDuration, formatValue } from "../../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/cells.ts";
import {
  type ControlPlaneStudy,
  type GrowthRun,
  nameOf,
  toInstances,
} from "../../control_plane/control_plane_study.ts";
import {
  bulkRequests,
  longestOf,
  longestText,
  type LongestTime,
} from "../../control_plane/request_rows.ts";
import {
  counted,
  doubtLimit,
  limitIf,
  splitUnit,
  toLabel,
} from "../answer_parts.ts";

/** Headings to which the limits link. */
const RUNS_HEADING = "Every run";
const REAL_HEADING = "What is real here, and what is not";

/** The interval of Diego's loops, in seconds. */
const LOOP_S = 30;

/** Fewer runs of a case give no range to speak of. */
const FEW_RUNS = 3;

/** A store at its largest, with its slowest fetch of everything. */
export interface LargestRun {
  readonly growth: GrowthRun;
  readonly longest: LongestTime;
}

/** Returns the largest run of each store, the fastest first; of several repetitions the slowest. */
export function largestRuns(growth: readonly GrowthRun[]): LargestRun[] {
  return [...Map.groupBy(growth, ({ name }) => name).values()]
    .flatMap((own) => {
      const most = Math.max(...own.map(({ instances }) => instances));
      const [slowest] = own.filter(({ instances }) => instances === most)
        .flatMap((growth) => {
          const longest = longestOf(bulkRequests(growth.requests));
          return longest === null ? [] : [{ growth, longest }];
        }).toSorted((a, b) => b.longest.seconds - a.longest.seconds);
      return slowest ?? [];
    }).toSorted((a, b) => a.longest.seconds - b.longest.seconds);
}

const MAX_TILES = 5;

/** Of many stores those that keep most, and all that are late or did not answer; in their order. */
function shownOf(largest: readonly LargestRun[]): readonly LargestRun[] {
  const isWell = ({ longest }: LargestRun) =>
    longest.seconds <= LOOP_S && !longest.isBound;
  const well = largest.filter(isWell)
    .toSorted((a, b) => b.growth.instances - a.growth.instances);
  const shown = new Set([...largest.filter((one) => !isWell(one)), ...well]
    .slice(0, MAX_TILES));
  return largest.filter((one) => shown.has(one));
}

/** Answers by the largest run of each store. */
export function controlPlaneAnswer(study: ControlPlaneStudy): AnswerParts {
  const largest = largestRuns(study.growth);
  return {
    verdict: verdictOf(largest),
    tiles: shownOf(largest).map((
      { growth: { name, instances, run }, longest: { seconds, isBound } },
    ): TileParts => ({
      label: toLabel(`${name}, longest fetch of all`),
      ...splitUnit(formatDuration(seconds)),
      interval: isBound ? "at least: not all were answered" : "",
      n: `${counted(instances, "instance")}${
        run.reasons.length > 0 ? ", in doubt" : ""
      }`,
      meaning: seconds > LOOP_S ? "failed" : isBound ? "unsure" : "ok",
    })),
    limits: limitsOf(study, largest),
  };
}

function verdictOf(largest: readonly LargestRun[]): Prose {
  const slowest = largest.at(-1);
  const most = Math.max(...largest.map(({ growth }) => growth.instances));
  // Of those that keep most: one is easily fast with few.
  const fastest =
    largest.find((one) => one.growth.instances === most && one !== slowest) ??
      largest[0];
  if (!fastest || !slowest) return md`No run that counts is on record.`;
  return md`With simulated cells, ${
    describeLoops(largest)
  }: ${fastest.growth.name} took ${longestText(fastest.longest)} for ${
    counted(fastest.growth.instances, "instance")
  }, ${slowest.growth.name} ${longestText(slowest.longest)} for ${
    formatValue(slowest.growth.instances, "")
  }.`;
}

/** Names the stores that were late for a loop; without any, those that left a fetch without an answer. */
function describeLoops(largest: readonly LargestRun[]): Prose {
  const loop = md`the ${formatDuration(LOOP_S)} of a loop`;
  const namesOf = (is: (longest: LongestTime) => boolean) =>
    largest.filter(({ longest }) => is(longest))
      .map(({ growth }) => growth.name).join(", ");
  const late = namesOf(({ seconds }) => seconds > LOOP_S);
  if (late !== "") {
    return md`**${late}** took longer for a fetch of all than ${loop}`;
  }
  const silent = namesOf(({ isBound }) => isBound);
  return silent === ""
    ? md`**every store** fetches all it has within ${loop}`
    : md`**${silent}** did not answer every fetch of all`;
}

function limitsOf(
  { runs, growth, disturbed }: ControlPlaneStudy,
  largest: readonly LargestRun[],
): LimitParts[] {
  const unsound = Map.groupBy(
    runs.filter((run) =>
      (run.status === "failed" || run.status === "invalid") &&
      run.fault === "none" &&
      growth.every(({ name, instances }) =>
        name !== nameOf(run) || instances < toInstances(run)
      )
    ),
    (run) => `${nameOf(run)} ${toInstances(run)}`,
  );
  const broken = [...unsound.values()].map(([run, ...again]) => {
    const name = nameOf(run!);
    const size = counted(toInstances(run!), "instance");
    return [run!, ...again].some(({ status }) => status === "invalid")
      ? `invalid: ${name}, ${size}`
      : `${name} failed with ${size}`;
  });
  const [one = ""] = broken;
  const cases = Map.groupBy(
    growth,
    ({ name, instances }) => `${name} ${instances}`,
  );
  const fewest = Math.min(...[...cases.values()].map((own) => own.length));
  return [
    ...limitIf(
      broken.length > 0,
      broken.length === 1 ? one : `${broken.length} sizes have no valid run`,
      RUNS_HEADING,
    ),
    ...limitIf(true, describeStores(growth), REAL_HEADING),
    ...limitIf(
      growth.length > 0 && fewest < FEW_RUNS,
      `${counted(fewest, "run")} of a case`,
      RUNS_HEADING,
    ),
    ...doubtLimit(
      [...growth, ...disturbed].map(({ run }) => run),
      shownOf(largest).map(({ growth: { name, run } }) => ({
        name,
        runs: [run],
      })),
      RUNS_HEADING,
    ),
  ];
}

/** Says what is simulated, and which stores are servers: one that is embedded is a part of a process of ours. */
function describeStores(growth: readonly GrowthRun[]): string {
  const embedded = new Set(
    growth.filter(({ run }) => run.mode === "embedded").map(({ name }) => name),
  );
  return embedded.size === 0
    ? "cells are simulated, stores are real"
    : `cells simulated, ${[...embedded].join(", ")} embedded, others real`;
}
