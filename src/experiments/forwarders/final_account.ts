/** The account of a run that has ended: which lines were sent, lost and duplicated, when, and how long they took. */
import type { LineAccount } from "../../lab/lines/line_account.ts";
import { toLineDue } from "../../lab/lines/line_schedule.ts";
import type { Span } from "../../lab/lines/sequence_set.ts";
import type { Reported, Sequence, Source } from "../../record/mod.ts";
import type {
  Forwarder,
  ForwarderCounters,
  LineCounters,
} from "../../systems/forwarders/forwarder.ts";
import type {
  SentInput,
  SentStream,
} from "../../workloads/lines/lines_plan.ts";

/** Rows of one outcome, sink and stream; above it, neighbours become one row, whose `n` stays exact. */
const MAX_ROWS = 5000;

/** Numbers from the first to the last, of which `n` are meant. */
interface CountedSpan extends Span {
  readonly n: number;
}

/** Returns a row for each stream; a line that only some inputs were sent counts as sent. */
export function toSent(
  run_id: string,
  streams: readonly SentStream[],
): Sequence[] {
  return streams.flatMap((stream) => {
    const [most] = stream.inputs.map(({ sent }) => toCounted(sent))
      .toSorted((a, b) => sum(b) - sum(a));
    return toRows(
      { run_id, subject: "generator" satisfies Source, outcome: "sent" },
      stream,
      limitSpans(most ?? [], 1),
    );
  });
}

/** Returns the rows of the lines that a sink lost, or received more than once. */
export function toFates(
  run_id: string,
  { subject, lines, streams }: {
    readonly subject: string;
    readonly lines: LineAccount;
    readonly streams: readonly SentStream[];
  },
): Sequence[] {
  return streams.flatMap((stream) => {
    const lost = limitSpans(toCounted(missingOf(stream, { subject, lines })));
    const duplicated = limitSpans(lines.repeated(stream.stream));
    return [
      ...toRows({ run_id, subject, outcome: "lost" }, stream, lost),
      ...toRows({ run_id, subject, outcome: "duplicated" }, stream, duplicated),
    ];
  });
}

/** Returns the lines of a stream that were sent to a sink and have not arrived. */
export function missingOf(
  { stream, inputs }: SentStream,
  { subject, lines }: {
    readonly subject: string;
    readonly lines: LineAccount;
  },
): Span[] {
  return sentTo(inputs, subject)
    .flatMap((span) => [...lines.missing(stream, span)]);
}

/** Counts the lines that were sent to a sink. */
export function countSent(
  streams: readonly SentStream[],
  subject: string,
): number {
  return streams.reduce(
    (lines, { inputs }) => lines + sum(toCounted(sentTo(inputs, subject))),
    0,
  );
}

/** A sink that is itself an input was sent what it was; all others what the first input was. */
function sentTo(
  inputs: readonly SentInput[],
  subject: string,
): readonly Span[] {
  const input = inputs.find(({ input }) => input === subject) ?? inputs[0];
  return input?.sent ?? [];
}

/** Returns the last counters of a forwarder. Those that its adapter counts are annotated `adapter`. */
export function toReported(
  run_id: string,
  { counters: { sinks, shared }, countedBy, names }: {
    readonly counters: ForwarderCounters;
    readonly countedBy: Forwarder["countedBy"];
    readonly names: readonly string[];
  },
): Reported[] {
  const labelled: [label: string, counters: LineCounters][] = [
    ...sinks.map((counters, index) =>
      [names[index] ?? "", counters] as [string, LineCounters]
    ),
    ["", shared],
  ];
  return labelled.flatMap(([label, counters]) =>
    (["sent", "dropped", "queued"] as const).flatMap((statistic) => {
      const value = counters[statistic];
      return value === null ? [] : [{ label, statistic, value }];
    })
  ).map((row, position): Reported => ({
    ...{ run_id, kind: "forwarder", unit: "", n: null, position },
    text: String(row.value),
    annotation: countedBy === "adapter" ? countedBy : "",
    ...{ struck: false, ...row },
  }));
}

/** Returns the number of lines that proved the way: a forwarder's own counters have them too. */
export function toMarkers(run_id: string, value: number): Reported {
  return {
    ...{ run_id, kind: "forwarder", statistic: "markers", value, unit: "" },
    ...{ n: null, label: "", position: -1, text: String(value) },
    ...{ annotation: "", struck: false },
  };
}

/** Merges neighbours until there are few enough rows. */
export function limitSpans(
  spans: Iterable<CountedSpan>,
  max: number = MAX_ROWS,
): CountedSpan[] {
  let kept: CountedSpan[] = [];
  let perRow = 1;
  let inLast = 0;
  for (const span of spans) {
    if (kept.length === max && inLast === perRow) {
      kept = mergePairs(kept);
      // The last row of an odd number has no neighbour, and room for as many spans again.
      inLast = max % 2 === 0 ? 2 * perRow : perRow;
      perRow *= 2;
    }
    const last = kept.at(-1);
    if (last && inLast < perRow) {
      kept[kept.length - 1] = merge(last, span);
      inLast++;
    } else {
      kept.push(span);
      inLast = 1;
    }
  }
  return kept;
}

function mergePairs(spans: readonly CountedSpan[]): CountedSpan[] {
  return Array.from(
    { length: Math.ceil(spans.length / 2) },
    (_, row) => spans.slice(2 * row, 2 * row + 2).reduce(merge),
  );
}

function merge(a: CountedSpan, b: CountedSpan): CountedSpan {
  return { first: a.first, last: b.last, n: a.n + b.n };
}

function toCounted(spans: readonly Span[]): CountedSpan[] {
  return spans.map(({ first, last }) => ({ first, last, n: last - first + 1 }));
}

function sum(spans: readonly CountedSpan[]): number {
  return spans.reduce((sum, { n }) => sum + n, 0);
}

function toRows(
  row: Pick<Sequence, "run_id" | "subject" | "outcome">,
  { stream, schedule }: SentStream,
  spans: readonly CountedSpan[],
): Sequence[] {
  const toTime = (sequence: number) =>
    new Date(toLineDue(schedule, sequence)).toISOString();
  return spans.map((span) => ({
    ...row,
    stream,
    ...span,
    from_at: toTime(span.first),
    to_at: toTime(span.last),
  }));
}
