/** The course of a fault as it is drawn: cells, missing instances and tasks on one clock, from before the fault to its end. */
import type { PresenceRun, RunMoment } from "../../../figures/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { KILL_CELLS, type PlatformRun } from "../runs/platform_runs.ts";
import { type CourseStep, faultCourse } from "./fault_course.ts";
import { faultName } from "./fault_name.ts";
import { type LostInstance, lostInstances } from "./lost_instances.ts";

/** Most seconds before a fault that are drawn, and the share of the time after it. */
const MOST_BEFORE_S = 120;
const BEFORE_SHARE = 0.3;
/** Least time in which something may happen after a fault, how many times as long is drawn, and what is after healing. */
const LEAST_ACTIVE_S = 60;
const TIMES_ACTIVE = 3;
const AFTER_HEALING_S = 60;

/** Reads the course of a run's fault; null for a run without one. */
export async function recoveryCourse(
  store: Store,
  run: PlatformRun,
): Promise<PresenceRun | null> {
  const course = await faultCourse(store, run);
  const { cells, fault_at, measure_at } = run;
  if (course === null || cells === null || fault_at === null) return null;
  const lost = await lostInstances(store, {
    ...{ experiment: run.experiment, runs: [run] },
  });
  const until = endOf(run, lost);
  const from = -Math.min(
    MOST_BEFORE_S,
    BEFORE_SHARE * until,
    Math.max(0, fault_at - (measure_at ?? fault_at)),
  );
  const inside = <Row extends { readonly seconds: number }>(
    rows: readonly Row[],
  ) => rows.filter(({ seconds }) => seconds >= from && seconds <= until);
  /** Holds a count from the beginning to the end of the clock. */
  const held = (steps: readonly CourseStep[]) => {
    const drawn = [{ seconds: from, value: cells }, ...inside(steps)];
    return steps.length === 0
      ? []
      : [...drawn, { seconds: until, value: drawn.at(-1)?.value ?? cells }];
  };
  return {
    clock: {
      ...{ zero: "the fault", from, until },
      moments: momentsOf(run, lost),
    },
    alive: held(course.alive),
    present: held(course.present),
    sampled: inside(course.sampled),
    missing: missingSteps(lost, { from, until }),
    tasks: inside(course.tasks),
  };
}

/** Returns the seconds after the fault that are drawn: an hour in which nothing happens any more would hide the rest. */
function endOf(
  { fault_at, heal_at, end_at }: PlatformRun,
  lost: readonly LostInstance[],
): number {
  const since = (at: number | null) =>
    at === null || fault_at === null ? 0 : at - fault_at;
  const active = largest([
    LEAST_ACTIVE_S,
    ...lost.flatMap(({ back, noticed }) => [
      noticed ?? 0,
      back.censored ? 0 : back.seconds,
    ]),
  ]);
  const drawn = TIMES_ACTIVE * active;
  const healed = since(heal_at) <= drawn ? since(heal_at) + AFTER_HEALING_S : 0;
  return Math.max(1, Math.min(since(end_at), Math.max(drawn, healed)));
}

/** Names the fault without the platform, of which the title tells: there is little room above a figure. */
function nameOf(run: PlatformRun): string {
  const cells = run.fault === KILL_CELLS ? run.cells : null;
  return faultName({ ...run, cells, fill: null });
}

function momentsOf(
  run: PlatformRun,
  lost: readonly LostInstance[],
): RunMoment[] {
  const { fault_at, heal_at } = run;
  const noticed = lost.flatMap((one) => one.noticed ?? []);
  const isAll = lost.length > 0 && lost.every(({ back }) => !back.censored);
  const toEvent = (label: string, from: number): RunMoment => ({
    kind: "event",
    ...{ label, from, until: null, measured: false },
  });
  return [
    {
      kind: "fault",
      ...{ label: nameOf(run), from: 0, measured: false },
      until: heal_at === null || fault_at === null ? null : heal_at - fault_at,
    },
    ...noticed.length === 0
      ? []
      : [toEvent("first noticed", smallest(noticed))],
    ...isAll
      ? [toEvent("all back", largest(lost.map(({ back }) => back.seconds)))]
      : [],
  ];
}

/** Counts the instances that are missing: all from the fault on, until each is back. */
function missingSteps(
  lost: readonly LostInstance[],
  { from, until }: { readonly from: number; readonly until: number },
): CourseStep[] {
  if (lost.length === 0) return [];
  const changes = lost.flatMap(({ back }) => [
    { seconds: 0, by: 1 },
    ...back.censored ? [] : [{ seconds: back.seconds, by: -1 }],
  ]).sort((a, b) => a.seconds - b.seconds);
  const steps = [{ seconds: from, value: 0 }];
  let value = 0;
  for (const { seconds, by } of changes) {
    value += by;
    if (seconds <= until) steps.push({ seconds, value });
  }
  return [...steps, { seconds: until, value: steps.at(-1)?.value ?? 0 }];
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
