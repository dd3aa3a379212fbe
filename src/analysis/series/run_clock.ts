/** The clock of one run: the span of its load, its zero, and what happened meanwhile. */
import { z } from "zod";
import type { RunClock, RunMoment } from "../../figures/mod.ts";
import { type Phase, shortNames } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { oncePerStore } from "../../store/once_per_store.ts";
import { OOM_WINDOW_S } from "./outages.ts";
import spanSql from "./run_span.sql" with { type: "text" };
import momentsSql from "./run_moments.sql" with { type: "text" };

const Span = z.strictObject({
  measure_at: z.number().nullable(),
  first_start: z.number().nullable(),
  last_end: z.number().nullable(),
  from: z.number().nullable(),
  until: z.number().nullable(),
  ended: z.number(),
  answered: z.number(),
  unfinished: z.number(),
});

const Moment = z.strictObject({
  kind: z.string(),
  subject: z.string(),
  detail: z.string(),
  since: z.number(),
  until: z.number().nullable(),
  oom: z.boolean(),
});

/** Clock of a run with what its load did. */
export interface LoadSpan {
  readonly clock: RunClock;
  /** Zero of the clock, in microseconds since 1970. */
  readonly zero: number;
  /** First start and last end of an operation, in seconds from zero. */
  readonly load: { readonly from: number; readonly until: number };
  /** Operations of the load with an end, answered or not. */
  readonly ended: number;
  readonly answered: number;
  readonly unfinished: number;
}

const phaseNames: Readonly<Record<Phase, string>> = {
  set_up: "set-up",
  warm_up: "warm-up",
  measure: "measuring",
  fault: "fault",
  heal: "recovery",
  cool_down: "cool-down",
  tear_down: "tear-down",
};
const measuredPhases = new Set(["measure", "fault", "heal"]);

/**
 * Returns the clock of a run: zero is the start of measuring, or of the load where there is no such phase, and it shows
 * the time of the load. Null for a run without the time of any operation, such as most imports.
 */
export const loadSpan = oncePerStore(readSpan);

async function readSpan(
  store: Store,
  run_id: string,
): Promise<LoadSpan | null> {
  const [span] = await store.query(Span, spanSql, [run_id]);
  if (!span) return null;
  const { measure_at, first_start, last_end, from, until, ...counts } = span;
  if (first_start === null || last_end === null) return null;
  if (from === null || until === null) return null;
  const zero = measure_at ?? from;
  const toSeconds = (time: number) => (time - zero) / 1e6;
  const moments = await store.query(Moment, momentsSql, {
    run_id,
    oom_window_us: OOM_WINDOW_S * 1e6,
  });
  return {
    zero,
    ...counts,
    load: { from: toSeconds(first_start), until: toSeconds(last_end) },
    clock: {
      zero: measure_at === null
        ? "the start of the load"
        : "the start of measuring",
      from: toSeconds(from),
      until: toSeconds(until),
      moments: moments.filter((moment) =>
        moment.since < until && isAfter(moment, from)
      ).map((moment) => ({
        ...describe(moment),
        from: toSeconds(moment.since),
        until: moment.until === null ? null : toSeconds(moment.until),
      })),
    },
  };
}

/** Returns true for an instant at or after a time, and for what lasted beyond it; what never ended lasts. */
function isAfter(
  { kind, since, until }: z.infer<typeof Moment>,
  time: number,
): boolean {
  if (until !== null) return until > time;
  return kind === "phase" || kind === "fault" || kind === "down" ||
    since >= time;
}

function describe(
  { kind, subject, detail, oom }: z.infer<typeof Moment>,
): Pick<RunMoment, "kind" | "label" | "measured"> {
  const event = (label: string) =>
    ({ kind: "event", label, measured: false }) as const;
  switch (kind) {
    case "phase":
      return {
        kind,
        label: Object.hasOwn(phaseNames, subject)
          ? phaseNames[subject as Phase]
          : subject,
        measured: measuredPhases.has(subject),
      };
    case "fault":
      return {
        kind,
        label: `${detail.replaceAll("-", " ") || kind}: ${shortNames(subject)}`,
        measured: false,
      };
    case "down":
      return {
        kind: "fault",
        label: `${subject} down${
          oom ? " (out of memory)" : detail === "" ? "" : ` (${detail})`
        }`,
        measured: false,
      };
    case "leader":
      return event(subject === "" ? "no leader" : `${subject} leads`);
    case "caught_up":
      return event(`${subject} caught up`);
    case "died":
      return event(`${subject} died`);
    case "oom":
      return event(`${subject} out of memory`);
    case "stand_still":
      return event(`${subject} stood still`);
    case "clock_jump":
      return event("the clock was set");
    default:
      return event(kind);
  }
}
