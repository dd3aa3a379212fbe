/** What the figures of one run of a forwarder draw: lines at every sink, what waited, and the hops of a chain. */
import type {
  Backlog,
  ChainLines,
  LineRates,
  RunClock,
  SinkLines,
  TimedValue,
} from "../../figures/mod.ts";
import type { Store } from "../../store/mod.ts";
import { chainForwarders } from "../forwarding/chain_forwarders.ts";
import type { ForwardingMeasures } from "../forwarding/measures/forwarding_measures.ts";
import {
  isComplete,
  type LineAccount,
} from "../forwarding/measures/line_accounts.ts";
import {
  interpolatedAt,
  type LineSeries,
  pointsOf,
} from "../forwarding/measures/line_series.ts";
import {
  type LineTimeline,
  lineTimeline,
  type TimelineMetric,
} from "../forwarding/measures/line_timeline.ts";
import type { Point } from "../series/counter.ts";
import { loadSpan } from "../series/run_clock.ts";

/** Figures of one run; each is null for a run without its values. */
export interface ForwardingLines {
  readonly rates: LineRates | null;
  readonly backlog: Backlog | null;
  /** Null for a run of one forwarder. */
  readonly chain: ChainLines | null;
  /** Of the rates, those at the sinks that were away; of a cluster that of all its sinks together. */
  readonly away: readonly SinkLines[];
}

/** Phases of other experiments have other names. */
const phaseNames: Readonly<Record<string, string>> = {
  fault: "outage",
  "cool-down": "drain",
};
/** Name of what the forwarder's own counter says. */
const QUEUED = "queued, as the forwarder says";
/** Subject of what reached any sink of a cluster. */
const CLUSTER = "cluster";
/** Time after the last line that is shown. */
const MARGIN_S = 1;
/** Time in the margin that is not drawn, of a sender that waits now and then. */
const MIN_BLOCKED_SHARE = 0.005;

/** Returns what the figures of a run draw; `series` are those of the run. */
export async function forwardingLines(
  store: Store,
  measures: ForwardingMeasures,
  series: readonly LineSeries[],
): Promise<ForwardingLines> {
  const { run, accounts } = measures;
  const timeline = lineTimeline(run, series);
  const clock = await toClock(store, timeline);
  const valuesOf = (subject: string, metric: TimelineMetric): TimedValue[] =>
    timeline.rows.filter((row) =>
      row.subject === subject && row.metric === metric &&
      row.seconds >= clock.from && row.seconds <= clock.until
    );
  const counting = accounts.filter(({ subject }) =>
    valuesOf(subject, "rate").length > 0
  );
  if (counting.length === 0) {
    return { rates: null, backlog: null, chain: null, away: [] };
  }
  const sent = valuesOf("generator", "rate");
  const blocked = valuesOf("generator", "blocked");
  const forwarders = chainForwarders(run);
  const hops = measures.hops.map(({ subject, lost }, i) => ({
    ...{ name: subject, lost, forwarder: forwarders[i]?.name ?? "" },
    received: valuesOf(subject, "rate"),
    lag: lagOf(series, subject, run.measure_at ?? 0)
      .filter(({ seconds }) => seconds >= clock.from && seconds <= clock.until),
  }));
  const sinks = counting.map((account): SinkLines => {
    const isWhole = isComplete(account, run.topology);
    return {
      name: account.subject,
      lost: isWhole ? account.lost : null,
      duplicated: account.duplicates,
      received: valuesOf(account.subject, "rate"),
      sent: isWhole ? sent : [],
    };
  });
  const queued = valuesOf("forwarder", "queued");
  return {
    rates: { clock, sinks },
    away: sinks.filter(({ name }) =>
      run.topology === "cluster" ? name === CLUSTER : run.away.includes(name)
    ),
    backlog: {
      clock,
      sinks: [],
      backlog: namedLines(counting, (name) => valuesOf(name, "backlog")),
      queued: queued.length === 0 ? [] : [{ name: QUEUED, values: queued }],
      spool: [{ name: "forwarder", values: valuesOf("forwarder", "spool") }],
      cap: timeline.buffer_cap,
      blocked: blocked.some(({ value }) => value > MIN_BLOCKED_SHARE)
        ? [{ name: "generator", values: blocked }]
        : [],
    },
    chain: hops.length === 0 ? null : { clock, sent, hops },
  };
}

function namedLines(
  accounts: readonly LineAccount[],
  valuesOf: (name: string) => TimedValue[],
) {
  return accounts.map(({ subject: name }) => ({ name, values: valuesOf(name) }))
    .filter(({ values }) => values.length > 0);
}

/** Returns the clock of a run, from the warm-up until a moment after the last line. */
async function toClock(
  store: Store,
  { run_id, rows, bands }: LineTimeline,
): Promise<RunClock> {
  const span = await loadSpan(store, run_id);
  const last = rows.reduce(
    (max, { metric, value, seconds }) =>
      metric === "rate" && value > 0 ? Math.max(max, seconds) : max,
    0,
  );
  const first = rows.reduce(
    (min, { seconds }) => Math.min(min, seconds),
    0,
  );
  const phases = span?.clock.moments.filter(({ kind }) => kind !== "fault") ??
    [];
  return {
    zero: span?.clock.zero ?? "the start of measuring",
    from: span?.clock.from ?? first,
    until: Math.min(
      last + MARGIN_S,
      Math.max(last, span?.clock.until ?? Infinity),
    ),
    moments: [
      ...phases.filter(({ from }) => from < last + MARGIN_S)
        .map((moment) => ({
          ...moment,
          label: phaseNames[moment.label] ?? moment.label,
        })),
      ...bands.map(({ label, from, until }) => ({
        ...{ kind: "fault" as const, label, from, until },
        measured: false,
      })),
    ],
  };
}

/** Returns how long ago as many lines had been sent as have arrived, until the last of them is there. */
export function lagOf(
  series: readonly LineSeries[],
  subject: string,
  zero: number,
): TimedValue[] {
  const sent = pointsOf(series, "generator", "sent_lines");
  const arrived = pointsOf(series, subject, "unique_lines");
  const most = arrived.at(-1)?.value ?? 0;
  // Sent against time is read the other way round: the time at which so many had been sent.
  const times: Point[] = sent.flatMap(({ at, value }, i) =>
    value > (sent[i - 1]?.value ?? -1) ? [{ at: value, value: at }] : []
  );
  return arrived.flatMap(({ at, value }) => {
    const due = interpolatedAt(times, value);
    return value === 0 || value >= most || due === null
      ? []
      : [{ seconds: at - zero, value: Math.max(0, at - due) }];
  });
}
