/**
 * Rows of literal runs of a forwarder: a stream of 1,000 lines a second for 14 s, three sinks, and an outage of `sink-2` from
 * 4 s after the start of the phase measure to 10 s. Times are seconds from that start, sizes bytes.
 */
import type {
  Event,
  Histogram,
  Operation,
  Reported,
  Rows,
  Run,
  Sample,
} from "../../src/record/mod.ts";
import type { Store } from "../../src/store/mod.ts";
import { toTestEvent, toTime } from "./monitoring_rows.ts";
import {
  toTestOperation,
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "./records.ts";

const RATE = 1000;
const FAULT = 4;
const BACK = 10;
const LOAD_END = 13;
const END = 20;
const STEP = 0.25;

/** Lines sent until a time; the load begins a second before the phase measure. */
export function sentAt(seconds: number): number {
  return RATE * Math.max(0, Math.min(seconds, LOAD_END) + 1);
}

/** Lines that reach a sink which is always there. */
export const steady = (seconds: number) => sentAt(seconds - 0.01);

/** Lines that reach a sink that is away: none in the outage, then five times the rate until it has all but those lost. */
export function outage(lost = 0): (seconds: number) => number {
  return (seconds) =>
    seconds <= FAULT
      ? steady(seconds)
      : seconds <= BACK
      ? steady(FAULT)
      : Math.min(
        steady(FAULT) + 5 * RATE * (seconds - BACK),
        sentAt(seconds) - lost,
      );
}

/** What a literal run records beside the lines of its load. */
export interface LiteralForwarding {
  readonly run_id: string;
  readonly system: string;
  readonly attribute: string;
  /** `none` for a run without an outage. */
  readonly fault: string;
  readonly run: Partial<Run>;
  readonly params: Readonly<Record<string, string | number>>;
  /** Lines that reached each sink, hop or the cluster until a time. */
  readonly arrived: Readonly<Record<string, (seconds: number) => number>>;
  /** Lost sequence numbers by subject, both ends included. */
  readonly lost: Readonly<
    Record<string, readonly (readonly [number, number])[]>
  >;
  /** Bytes of the buffer on disk; null for a forwarder without one. */
  readonly spool: ((seconds: number) => number) | null;
  /** Seconds in which the sender was held up, until a time. */
  readonly blocked: (seconds: number) => number;
  readonly events: readonly Event[];
  readonly samples: readonly Sample[];
  readonly reported: readonly Partial<Reported>[];
  readonly histograms: readonly Omit<Histogram, "run_id">[];
  readonly operations: readonly Partial<Operation>[];
}

const plain: LiteralForwarding = {
  ...{ run_id: "r1", system: "rsyslog", attribute: "back-pressure" },
  ...{ fault: "killed", run: {}, params: {}, lost: {} },
  arrived: { "sink-1": steady, "sink-2": outage(), "sink-3": steady },
  spool: (seconds) => seconds <= FAULT || seconds > BACK ? 0 : 2 ** 20,
  blocked: () => 0,
  ...{ events: [], samples: [], reported: [], histograms: [] },
  operations: [{ duration_s: 0.001 }],
};

/** Makes a run and its rows. */
export function toLiteralRun(
  options: Partial<LiteralForwarding>,
): readonly [Run, Partial<Rows>] {
  const literal = { ...plain, ...options };
  const { run_id, system, attribute, fault } = literal;
  const settings = {
    ...{ session: "s", preset: attribute, attribute, fault, rate: RATE },
    ...{ sinks: 3, topology: "fan-out", buffer_cap: 2 ** 20, stop: "none" },
    ...{ hops: "none", outage: BACK - FAULT, streams: 1 },
    ...literal.params,
  };
  return [
    toTestRun(run_id, {
      ...{ experiment: "forwarders", system, system_version: "1.0" },
      ...{ mode: "real", case_id: attribute },
      started_at: toTime(-2),
      ended_at: toTime(END + 1),
      params: Object.entries(settings).map(([key, value]) =>
        toTestParam(key, value, { label: `The ${key}` })
      ),
      ...literal.run,
    }),
    withRunId(run_id, {
      events: [...phasesOf(literal), ...literal.events],
      samples: [...samplesOf(literal), ...literal.samples],
      sequences: [
        toRange("generator", "sent", [0, sentAt(LOAD_END) - 1]),
        ...Object.entries(literal.lost).flatMap(([subject, ranges]) =>
          ranges.map((range) => toRange(subject, "lost", range))
        ),
      ],
      operations: literal.operations.map((operation, i) =>
        toTestOperation(run_id, {
          ...{ operation_id: String(i), kind: "send", bytes: 6000 },
          started_at: toTime(1 + i / 100),
          ...operation,
        })
      ),
      reported: literal.reported.map((row) =>
        toTestReported(run_id, { kind: "forwarder", ...row })
      ),
      histograms: literal.histograms.map((row) => ({ run_id, ...row })),
      warnings: [],
      stages: [],
    }),
  ];
}

/** Runs `body` with a store of literal runs. */
export function withForwardingStore<Result>(
  runs: readonly Partial<LiteralForwarding>[],
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  return withTestStore(runs.map(toLiteralRun), body);
}

/** When a line was due. */
export function dueOf(sequence: number): string {
  return toTime(sequence / RATE - 1);
}

function toRange(
  subject: string,
  outcome: "sent" | "lost",
  [first, last]: readonly [number, number],
) {
  return {
    ...{ run_id: "", subject, outcome, stream: 1, first, last },
    n: last - first + 1,
    from_at: dueOf(first),
    to_at: dueOf(last),
  };
}

function phasesOf({ fault }: LiteralForwarding): Event[] {
  return [
    toTestEvent("phase", "warm_up", { at: -1 }),
    toTestEvent("phase", "measure"),
    ...fault === "none" ? [] : [
      toTestEvent("phase", "fault", { at: FAULT }),
      toTestEvent("down", "sink-2", { at: FAULT, detail: "SIGKILL" }),
      toTestEvent("fault", "sink-2", { at: FAULT, detail: fault }),
      toTestEvent("phase", "heal", { at: BACK - 0.1 }),
      toTestEvent("up", "sink-2", { at: BACK }),
      toTestEvent("heal", "sink-2", { at: BACK }),
    ].filter(({ kind }) =>
      fault !== "frozen" || kind !== "down" && kind !== "up"
    ),
    toTestEvent("phase", "cool_down", { at: LOAD_END }),
    toTestEvent("phase", "tear_down", { at: END }),
  ];
}

function samplesOf(
  { arrived, spool, blocked }: LiteralForwarding,
): Sample[] {
  const series = (
    source: string,
    metric: string,
    value: (seconds: number) => number,
  ): Sample[] =>
    Array.from({ length: (END + 1) / STEP + 1 }, (_, i) => {
      const seconds = i * STEP - 1;
      return {
        ...{ run_id: "", source, metric, unit: "" },
        ...{ at: toTime(seconds), value: value(seconds) },
      };
    });
  return [
    ...series("generator", "sent_lines", sentAt),
    ...series("generator", "blocked_s", blocked),
    ...Object.entries(arrived).flatMap(([source, count]) => [
      ...series(source, "unique_lines", count),
      ...series(source, "received_lines", count),
    ]),
    ...spool ? series("forwarder", "spool_bytes", spool) : [],
  ];
}

/** Sets the id of the run in each row. */
function withRunId(run_id: string, rows: Partial<Rows>): Partial<Rows> {
  return Object.fromEntries(
    Object.entries(rows).map((
      [table, list],
    ) => [table, list.map((row) => ({ ...row, run_id }))]),
  );
}
