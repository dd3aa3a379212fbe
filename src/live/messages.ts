/** What a viewer is told of a run: messages of a stream of server-sent events, each a name and JSON. */
import type { WatchedRun } from "../lab/monitor/session_watch.ts";
import {
  paramOf,
  type Phase,
  phases,
  type Run,
  shortNames,
} from "../record/mod.ts";
import { withoutReordering } from "../report/text/escape.ts";
import { formatCount, objectiveTexts, tileTexts } from "./format.ts";

/** Returns a message of the stream. JSON has no line end, so its data is one line. */
export function toMessage(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${toJson(data)}\n\n`;
}

/** Returns JSON whose texts cannot reorder what stands beside them on the page. */
export function toJson(data: unknown): string {
  return withoutReordering(JSON.stringify(data));
}

/** What a run is, and how it ended; `isRunning` unless nobody works on it. */
export function toRunFacts(run: Run, isRunning: boolean) {
  return {
    run_id: run.run_id,
    experiment: run.experiment,
    preset: paramOf(run, "preset"),
    case_id: run.case_id,
    repetition: run.repetition,
    system: `${run.system} ${run.system_version}`.trim(),
    mode: run.mode,
    status: run.status,
    verdict: run.verdict,
    notes: run.notes,
    started: run.started_at === null ? null : Date.parse(run.started_at),
    /** Short, for a table of runs. */
    result: describeResult(run, isRunning),
  };
}

/** Result of a run in words: `passed`, `failed: p99 is not at most 1: 1.4`. */
function describeResult(
  { status, verdict, verdict_text, notes }: Run,
  isRunning: boolean,
): string {
  if (status === "running") return isRunning ? "in progress" : "interrupted";
  if (status !== "ok") return notes === "" ? status : `${status}: ${notes}`;
  if (verdict === "pass") return "all objectives met";
  if (verdict === "fail") return `objective missed: ${verdict_text}`;
  return "ok";
}

/** Runs of the session. */
export function toSessionFacts(
  { session, run: { run_id }, course }: Pick<
    WatchedRun,
    "session" | "run" | "course"
  >,
  followed: ReadonlySet<string>,
) {
  return {
    current: run_id,
    runs: session.map((run) => ({
      ...toRunFacts(run, run.run_id === run_id && course === "running"),
      objectives: objectiveTexts(run, []),
      /** Whether its figures are kept. */
      followed: followed.has(run.run_id),
    })),
  };
}

/** State of the moment. */
export function toState({ run, course, follower, outline }: WatchedRun) {
  const { state, measures, isPartial } = follower;
  const { phase, secondsLeft, leader, nodes } = state;
  const meaning = Object.hasOwn(phases, phase) ? phases[phase as Phase] : "";
  return {
    run_id: run.run_id,
    course,
    status: run.status,
    phase: phase.replaceAll("_", " "),
    meaning,
    secondsLeft: course === "running" ? secondsLeft : null,
    leader,
    isPartial,
    tiles: tileTexts(state, measures, course !== "running"),
    objectives: objectiveTexts(
      run,
      measures.evaluate(outline?.objectives ?? []),
    ),
    nodes: nodes.map((
      { name, status, cpu, memory, requests, errors, p99 },
    ) => ({
      ...{ name, status, cpu, memory, p99 },
      requests: requests === null ? "-" : formatCount(requests),
      errors: errors === null ? "-" : formatCount(errors),
    })),
  };
}

/** Phases, faults and events. */
export function toTimelineFacts(
  { follower: { timeline } }: Pick<WatchedRun, "follower">,
) {
  return {
    bands: timeline.bands.map((band) => ({
      ...band,
      label: band.kind === "phase"
        ? band.name.replaceAll("_", " ")
        : `${band.name} ${shortNames(band.subject)}`.trim(),
      /** Whether operations of the phase enter the statistics. */
      measured: band.kind === "phase" && band.name === "measure",
    })),
    marks: timeline.marks,
  };
}

/** Everything about a run that has been followed, for a viewer who looks back. */
export function toArchive(watched: WatchedRun) {
  return {
    run: toRunFacts(watched.run, watched.course === "running"),
    state: toState(watched),
    timeline: toTimelineFacts(watched),
    series: watched.follower.series.all(watched.course !== "running"),
  };
}
