/** Which lines a sink lost: those on their way when it died, or the oldest, the newest or the middle of its outage. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import type { ForwardingRun } from "./forwarding_runs.ts";
import type { LineAccount } from "./line_accounts.ts";
import { dueIn, type DueSpan, rateOf, type SentStream } from "./sent_clock.ts";
import sql from "./lost_parts.sql" with { type: "text" };

/**
 * Lines due so shortly before the death of their sink count as being on their way to it: no forwarder without
 * acknowledgements can know that what it handed to the kernel did not arrive.
 */
export const IN_FLIGHT_S = 1;

/** The generator writes the lines that are due so often. */
const BATCH_S = 0.01;

/**
 * Returns for how long after it lines that were due count as well: a batch that was on its way, and one more for each
 * connection, as one whose other end has died takes a last write. What is lost in one piece beyond was still in the
 * forwarder, such as in its memory when it was killed.
 */
export function lastWriteTime(deadSinks: number): number {
  return BATCH_S * (1 + deadSinks);
}

/** When a lost line was due, by the outage of its sink; `other` for a sink that was not away. */
export type LossPart = "before" | "in flight" | "outage" | "after" | "other";

/**
 * What was lost, beside the lines in flight: nothing; only those; the oldest, the middle or the newest lines of the
 * outage, or all of them; or lines that no outage explains.
 */
export type LossClass =
  | "none"
  | "in flight"
  | "oldest"
  | "middle"
  | "newest"
  | "all"
  | "unexplained";

/** Lines that one subject lost. */
export interface LossRow {
  readonly run_id: string;
  readonly subject: string;
  readonly lost: number;
  readonly in_flight: number;
  /** Due while the sink was away, and after it was back. */
  readonly outage: number;
  readonly after: number;
  /** Due before the outage, or lost by a sink that was not away. */
  readonly unexplained: number;
  readonly loss: LossClass;
  /** Lines due while the sink was away; 0 without an outage. */
  readonly due: number;
  /** Seconds of the outage that the buffer covered at the rate of the run; null without an outage. */
  readonly covered_s: number | null;
}

const Part = z.strictObject({
  run_id: z.string(),
  subject: z.string(),
  part: z.enum(["before", "in flight", "outage", "after", "other"]),
  lost: z.number(),
  /** Seconds since 1970: mean, first and last of when they were due. */
  mean_s: z.number(),
  first_s: z.number(),
  last_s: z.number(),
});
type Part = z.infer<typeof Part>;

/** Span of a part of a run; the ends of time are finite, as JSON has no other. */
interface PartSpan {
  readonly run_id: string;
  readonly subject: string;
  readonly part: LossPart;
  readonly from_s: number;
  readonly until_s: number;
  /** From when on a range that goes on into this part belongs to it. */
  readonly reach_s: number;
}

const END_OF_TIME_S = 1e12;

/** Returns a row for each account, in their order. */
export async function lossRows(
  store: Store,
  { runs, accounts, streams, experiment = "forwarders" }: {
    readonly runs: readonly ForwardingRun[];
    readonly accounts: readonly LineAccount[];
    readonly streams: readonly SentStream[];
    readonly experiment?: string;
  },
): Promise<LossRow[]> {
  const byRun = new Map(runs.map((run) => [run.run_id, run]));
  const spans = accounts.flatMap(({ run_id, subject }) => {
    const run = byRun.get(run_id);
    return run ? partSpans(run, subject) : [];
  });
  const parts = Map.groupBy(
    await store.query(Part, sql, [experiment, JSON.stringify(spans)]),
    ({ run_id, subject }) => `${run_id} ${subject}`,
  );
  const streamsOf = Map.groupBy(streams, ({ run_id }) => run_id);
  return accounts.flatMap(({ run_id, subject, lost }) => {
    const run = byRun.get(run_id);
    return run
      ? [toLossRow(run, {
        ...{ subject, lost, streams: streamsOf.get(run_id) ?? [] },
        parts: parts.get(`${run_id} ${subject}`) ?? [],
      })]
      : [];
  });
}

/** Divides the time of a run by the outage of a subject; a cluster is away when one of its sinks is. */
export function partSpans(run: ForwardingRun, subject: string): PartSpan[] {
  const { run_id, fault_at, end_at, away } = run;
  const isAway = away.includes(subject) ||
    away.length > 0 && subject === "cluster";
  if (!isAway || fault_at === null) {
    return [{
      ...{ run_id, subject, part: "other" },
      ...{ from_s: -END_OF_TIME_S, until_s: END_OF_TIME_S },
      reach_s: -END_OF_TIME_S,
    }];
  }
  const flight = inFlightSpan(run) ?? { from: fault_at, until: fault_at };
  const back = Math.max(run.back_at ?? end_at ?? END_OF_TIME_S, flight.until);
  const edges: readonly [LossPart, number, number][] = [
    ["before", -END_OF_TIME_S, flight.from],
    ["in flight", flight.from, flight.until],
    ["outage", flight.until, back],
    ["after", back, END_OF_TIME_S],
  ];
  return edges.filter(([, from, until]) => until > from)
    .map(([part, from_s, until_s]) => ({
      ...{ run_id, subject, part, from_s, until_s },
      reach_s: part === "outage" ? flight.from : from_s,
    }));
}

/** Faults in which a sink's connections end, and what is on them is gone. */
const deadly: readonly string[] = [
  "killed",
  "frozen-killed",
  "refused",
  "all-killed",
];

/** Returns when lines were on their way to a sink that died; null if none did. */
export function inFlightSpan(
  { fault, fault_at, down_at, away }: Pick<
    ForwardingRun,
    "fault" | "fault_at" | "down_at" | "away"
  >,
): { readonly from: number; readonly until: number } | null {
  if (fault_at === null || down_at === null && !deadly.includes(fault)) {
    return null;
  }
  const death = Math.max(down_at ?? fault_at, fault_at);
  return {
    from: fault_at - IN_FLIGHT_S,
    until: death + lastWriteTime(away.length),
  };
}

function toLossRow(
  run: ForwardingRun,
  { subject, lost, streams, parts }: {
    readonly subject: string;
    readonly lost: number;
    readonly streams: readonly SentStream[];
    readonly parts: readonly Part[];
  },
): LossRow {
  const { run_id } = run;
  const of = (...wanted: LossPart[]) =>
    parts.filter(({ part }) => wanted.includes(part))
      .reduce((sum, { lost }) => sum + lost, 0);
  const outage = partSpans(run, subject).find(({ part }) => part === "outage");
  const away = outage === undefined || run.fault_at === null
    ? null
    : { from: run.fault_at, until: outage.until_s };
  const due = away === null ? 0 : dueIn(streams, away).n;
  const rate = rateOf(streams);
  const [inOutage, inFlight] = [of("outage"), of("in flight")];
  const unexplained = of("before", "other");
  return {
    ...{ run_id, subject, lost, due, unexplained },
    in_flight: inFlight,
    outage: inOutage,
    after: of("after"),
    loss: inOutage + of("after") > 0 && away !== null
      ? toClass(parts, { streams, away })
      : unexplained > 0
      ? "unexplained"
      : lost > 0
      ? "in flight"
      : "none",
    covered_s: away === null || rate === 0
      ? null
      : Math.max(0, due - inOutage - inFlight) / rate,
  };
}

/**
 * Distance between the mean ages of lost and kept lines from which they were the oldest or the newest, as a share of
 * their span: it is 0.5 if all that was lost is older than all that was kept, and 0 for a hole in the middle.
 */
const MIN_DISTANCE = 0.25;

/**
 * Compares when lost lines were due with when those kept were, from the begin of the outage on and as far as lines were
 * lost. The second after the death of a sink is part of it: what was kept of that waited as all else did, and what was on
 * its way is neither lost at the cap nor kept.
 */
function toClass(
  parts: readonly Part[],
  { streams, away }: {
    readonly streams: readonly SentStream[];
    readonly away: DueSpan;
  },
): LossClass {
  const late = parts.filter(({ part }) =>
    part === "outage" || part === "after"
  );
  const from = Math.min(away.from, ...late.map(({ first_s }) => first_s));
  // A sink may be back only after the last line, and the mean ages are compared by the time in which lines were due.
  const until = Math.min(
    Math.max(away.until, ...late.map(({ last_s }) => last_s)),
    Math.max(...streams.map(({ to_s }) => to_s)),
  );
  const lost = sumOf(late);
  const inFlight = sumOf(
    parts.filter(({ part }) => part === "in flight")
      .map((part) => cutTo(part, from)),
  );
  const all = dueIn(streams, { from, until });
  const kept = all.n - lost.n - inFlight.n;
  // A line or two may stem from the rounding of ranges that were divided.
  if (kept < Math.max(1, 0.001 * all.n) || all.mean_s === null) return "all";
  const keptMean = (all.mean_s * all.n - lost.sum - inFlight.sum) / kept;
  const distance = (keptMean - lost.sum / lost.n) / (until - from);
  return distance > MIN_DISTANCE
    ? "oldest"
    : distance < -MIN_DISTANCE
    ? "newest"
    : "middle";
}

/** Lines, and the sum of when they were due. */
function sumOf(
  parts: readonly Pick<Part, "lost" | "mean_s">[],
): { readonly n: number; readonly sum: number } {
  return {
    n: parts.reduce((sum, { lost }) => sum + lost, 0),
    sum: parts.reduce((sum, { lost, mean_s }) => sum + lost * mean_s, 0),
  };
}

/** Returns what of a part was due from a time on, if its lines are evenly spaced. */
function cutTo(
  { lost, mean_s, first_s, last_s }: Part,
  from: number,
): Pick<Part, "lost" | "mean_s"> {
  if (first_s >= from) return { lost, mean_s };
  if (last_s <= from) return { lost: 0, mean_s };
  return {
    lost: lost * (last_s - from) / (last_s - first_s),
    mean_s: (from + last_s) / 2,
  };
}
