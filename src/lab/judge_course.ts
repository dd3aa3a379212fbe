/** Whether a run went as planned, by its events: what died by itself, what stood still, and whether the clock was set. */
import type { Event, Run } from "../record/mod.ts";

/** What is wrong with a run, for its line in the record. */
export type CourseFault = Pick<Run, "status" | "notes">;

/** Kinds of events that a run is judged by. */
export const courseKinds: ReadonlySet<string> = new Set([
  "phase",
  "died",
  "stand_still",
  "clock_jump",
]);

/**
 * `failed` when a process of the system ended by itself, at any time; `invalid` when something stood still, or the machine's
 * clock was set, from the beginning of `measure` to that of `cool_down`. Null when nothing is wrong.
 */
export function judgeCourse(events: readonly Event[]): CourseFault | null {
  const died = events.filter(({ kind }) => kind === "died");
  if (died.length > 0) {
    const notes = died.map(({ subject, detail }) =>
      `${subject} ended by itself: ${detail}`
    );
    return { status: "failed", notes: notes.join("; ") };
  }
  const notes = events.filter(isTimeFault)
    .filter((event) => touchesMeasure(event, events))
    .map(describe);
  return notes.length === 0
    ? null
    : { status: "invalid", notes: [...new Set(notes)].join("; ") };
}

function isTimeFault({ kind }: Event): boolean {
  return kind === "stand_still" || kind === "clock_jump";
}

/** A stand-still is told when it is over. */
function touchesMeasure(
  { kind, at, detail }: Event,
  events: readonly Event[],
): boolean {
  const start = (phase: string) =>
    Date.parse(
      events.find((one) => one.kind === "phase" && one.subject === phase)?.at ??
        "",
    );
  const from = start("measure");
  const until = start("cool_down");
  const over = Date.parse(at ?? "");
  const began = kind === "stand_still" ? over - 1000 * Number(detail) : over;
  return over >= from && !(began >= until);
}

function describe({ kind, subject, detail }: Event): string {
  return kind === "stand_still"
    ? `${subject} stood still for ${Number(detail).toFixed(1)} s`
    : `the machine's clock was set by ${detail} s`;
}
