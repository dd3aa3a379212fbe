/**
 * Made-up runs of metric forwarders with all that a run records: the lines of each sink follow from a queue that is
 * simulated in steps of a quarter of a second.
 */
import type { Param, Rows, Run } from "../../src/record/mod.ts";
import { toTestParam, toTestRun } from "./records.ts";

/** What a made-up run does. Times are in seconds, sizes in bytes. */
export interface MadeUpForwarding {
  readonly system: string;
  readonly version: string;
  readonly attribute: string;
  readonly repetition: number;
  readonly rate: number;
  readonly sinks: number;
  readonly topology: "fan-out" | "cluster";
  /** Time that `sink-2`, or the only sink, is away after three seconds; 0 for never. */
  readonly outage: number;
  /** Lines that the buffer of a sink holds; more are dropped, the oldest or the newest first. */
  readonly capacity: number;
  readonly drops: "oldest" | "newest";
  /** Lines in flight that die with the sink. */
  readonly inFlight: number;
  /** Bytes on disk for each line that waits; 0 for a buffer in memory. */
  readonly bytesPerLine: number;
  readonly bufferCap: number;
  /** Lines a second at which a backlog drains. */
  readonly drainRate: number;
  /** Counting hops before the sink, each another forwarder. */
  readonly hops: readonly string[];
}

export const madeUp: MadeUpForwarding = {
  ...{ system: "rsyslog", version: "8.2302.0", attribute: "back-pressure" },
  ...{ repetition: 1, rate: 30_000, sinks: 3, topology: "fan-out" },
  ...{ outage: 6, capacity: Infinity, drops: "newest", inFlight: 0 },
  ...{ bytesPerLine: 500, bufferCap: 2 ** 30, drainRate: 150_000, hops: [] },
};

const STEP = 0.25;
const WARM_UP = 1;
const BEFORE = 3;
const AFTER = 3;
const DRAIN = 3;

/** Range of lost lines by sequence number. */
interface Lost {
  readonly first: number;
  readonly last: number;
}

/** Makes the run and its rows; `order` makes ids and times that sort. */
export function makeForwarderRun(
  options: Partial<MadeUpForwarding>,
  order = 0,
): readonly [Run, Partial<Rows>] {
  const made = { ...madeUp, ...options };
  const { attribute, system, rate, repetition, outage, hops } = made;
  const run_id = `20261129T${String(100_000 + order)}-${system}-${attribute}`;
  const zero = Date.parse("2026-11-29T10:00:00.000Z") + order * 60_000;
  const at = (seconds: number) =>
    new Date(zero + Math.round(seconds * 1000)).toISOString();
  const loadEnd = WARM_UP + BEFORE + outage + AFTER;
  const end = loadEnd + DRAIN;
  const down = WARM_UP + BEFORE;
  const sent = rate * loadEnd;
  const dueAt = (line: number) => at(line / rate);
  const sinks = Array.from({ length: made.sinks }, (_, i) => `sink-${i + 1}`);
  const hit = sinks[1] ?? sinks[0] ?? "";
  const lost = outage === 0 ? [] : lostLines(made, down);
  const away = outage > 0 ? [hit] : [];
  const times = Array.from({ length: end / STEP + 1 }, (_, i) => i * STEP);
  const sample = (
    source: string,
    metric: string,
    value: (seconds: number) => number,
    unit = "",
  ) =>
    times.map((seconds) => ({
      ...{ run_id, source, metric, unit },
      at: at(seconds),
      value: value(seconds),
    }));
  const sentAt = (seconds: number) =>
    Math.round(rate * Math.min(seconds, loadEnd));
  const lostN = lost.reduce(
    (sum, { first, last }) => sum + last - first + 1,
    0,
  );
  const arrived = (source: string, delay: number) => (seconds: number) =>
    source === hit && outage > 0
      ? arrivedAfterOutage(made, { seconds, down, loadEnd, lost: lostN })
      : sentAt(Math.max(0, seconds - delay));
  const waiting = (seconds: number) =>
    outage === 0 || seconds < down ? 0 : Math.max(
      0,
      sentAt(seconds) - lostSoFar(lost, rate, seconds) -
        arrived(hit, 0)(seconds),
    );
  const counting = [
    ...hops.map((_, i) => `hop-${i + 1}`),
    ...sinks,
  ];
  const params: Param[] = Object.entries({
    ...{ preset: attribute, session: "s1", attribute, rate, outage },
    ...{ sinks: made.sinks, topology: made.topology },
    ...{ buffer_cap: made.bufferCap, fault: outage > 0 ? "killed" : "none" },
    ...{ shape: "graphite", streams: 1, stop: "none", disk_size: 0 },
    hops: hops.slice(1).join("+") || "none",
  }).map(([key, value], position) => toTestParam(key, value, { position }));
  const phase = (subject: string, seconds: number) => ({
    ...{ run_id, at: at(seconds), kind: "phase", subject },
    ...{ detail: "", data: "{}" },
  });
  const event = (
    kind: string,
    seconds: number,
    subject: string,
    detail = "",
  ) => ({ run_id, at: at(seconds), kind, subject, detail, data: "{}" });
  return [
    toTestRun(run_id, {
      ...{ experiment: "forwarders", case_id: `${attribute}-${system}` },
      ...{ system, system_version: made.version, repetition, params },
      ...{ mode: "real", verdict: "none", status: "ok" },
      started_at: at(0),
      ended_at: at(end + 0.5),
    }),
    {
      events: [
        phase("set_up", 0),
        phase("warm_up", 0.001),
        phase("measure", WARM_UP),
        ...outage > 0
          ? [
            phase("fault", down),
            event("fault", down, hit, "killed"),
            event("down", down, hit, "killed"),
            event("up", down + outage, hit),
            event("heal", down + outage, hit, "killed"),
            phase("heal", down + outage),
          ]
          : [],
        phase("cool_down", loadEnd),
        phase("tear_down", end),
        event("configuration", 0, `${system}.conf`, "listen {folder}/in\n"),
        event("configuration", 0, "command", `${system} -f {folder}/conf`),
        event("remark", 0, "", "waits for a sink as long as it takes"),
      ],
      operations: Array.from({ length: loadEnd * 20 }, (_, i) => ({
        ...{ run_id, operation_id: String(i), kind: "send", subject: "" },
        ...{
          started_at: at(i / 20),
          duration_s: 0.0004,
          outcome: "ok" as const,
        },
        ...{ error: "", code: "", bytes: (rate / 20) * 60, worker: "0" },
      })),
      samples: [
        ...sample("generator", "sent_lines", sentAt),
        ...sample("generator", "blocked_s", () => 0, "s"),
        ...counting.flatMap((source, i) => {
          const unique = arrived(source, source === hit ? 0 : 0.02 * (i + 1));
          return [
            ...sample(source, "received_lines", unique),
            ...sample(source, "unique_lines", unique),
            ...["duplicate_lines", "back_steps", "torn_lines", "foreign_lines"]
              .flatMap((metric) => sample(source, metric, () => 0)),
          ];
        }),
        ...made.bytesPerLine === 0 ? [] : sample(
          "forwarder",
          "spool_bytes",
          (seconds) =>
            Math.min(waiting(seconds) * made.bytesPerLine, made.bufferCap),
          "B",
        ),
        ...sample("forwarder", "queued_lines", waiting),
        ...sample("forwarder", "cpu", () => 0.1, "1"),
        ...sample("forwarder", "memory", () => 60 * 2 ** 20, "B"),
        ...sample("host", "cpu", () => 0.4, "1"),
      ],
      sequences: [
        {
          ...{ run_id, subject: "generator", outcome: "sent", stream: 1 },
          ...{ first: 0, last: sent - 1, n: sent },
          ...{ from_at: at(0), to_at: dueAt(sent - 1) },
        },
        ...lost.map(({ first, last }) => ({
          ...{ run_id, subject: hit, outcome: "lost" as const, stream: 1 },
          ...{ first, last, n: last - first + 1 },
          ...{ from_at: dueAt(first), to_at: dueAt(last) },
        })),
      ],
      histograms: sinks.flatMap((sink) =>
        ["warm_up", "measure", "fault", "heal", "cool_down"].map((name) => {
          const isLate = sink === hit && name === "fault" && away.length > 0;
          const lower = isLate ? 3 : 0.001;
          return {
            ...{ run_id, kind: `delivery ${sink} ${name}`, lower },
            ...{ upper: lower * 1.5, count: rate },
          };
        })
      ),
      reported: sinks.flatMap((label, position) =>
        ["sent", "dropped", "queued"].map((statistic) => ({
          ...{ run_id, kind: "forwarder", statistic, unit: "", n: null },
          value: statistic === "sent" ? sent - (label === hit ? lostN : 0) : 0,
          ...{ label, position, text: "", annotation: "", struck: false },
        }))
      ),
    },
  ];
}

function lostLines(
  { rate, outage, capacity, drops, inFlight }: MadeUpForwarding,
  down: number,
): Lost[] {
  const [from, until] = [down * rate, (down + outage) * rate];
  const dropped = Math.max(0, until - from - capacity);
  return [
    ...inFlight > 0 ? [{ first: from - inFlight, last: from - 1 }] : [],
    ...dropped === 0
      ? []
      : drops === "oldest"
      ? [{ first: from, last: from + dropped - 1 }]
      : [{ first: until - dropped, last: until - 1 }],
  ];
}

function lostSoFar(lost: readonly Lost[], rate: number, seconds: number) {
  return lost.reduce(
    (sum, { first, last }) =>
      sum + Math.max(0, Math.min(last + 1, seconds * rate) - first),
    0,
  );
}

function arrivedAfterOutage(
  { rate, outage, drainRate, inFlight }: MadeUpForwarding,
  { seconds, down, loadEnd, lost }: {
    readonly seconds: number;
    readonly down: number;
    readonly loadEnd: number;
    readonly lost: number;
  },
): number {
  if (seconds <= down) {
    return Math.round(Math.min(seconds * rate, down * rate - inFlight));
  }
  const atDown = down * rate - inFlight;
  const back = down + outage;
  if (seconds <= back) return Math.round(atDown);
  return Math.round(Math.min(
    atDown + drainRate * (seconds - back),
    rate * Math.min(seconds, loadEnd) - lost,
  ));
}
