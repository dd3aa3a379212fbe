/** Columns of the table of each attribute: what its runs measured, over the repetitions. */
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import type { ForwardingAttribute } from "../verdicts/attributes.ts";
import { worstP99 } from "../verdicts/load_verdicts.ts";
import {
  aboveCap,
  classes,
  type Columns,
  count,
  drain,
  dropped,
  duplicates,
  firstLine,
  healthy,
  lost,
  lostEach,
  mostOf,
  othersP99,
  outage,
  percent,
  seconds,
  spool,
} from "./outage_columns.ts";
import { spreadColumn, wordsColumn } from "./run_groups.ts";

/** Without it a small disk seems to have been full with a third of it. */
const ON_DISK =
  "Most on disk: in the buffers of the sinks that were away, or in the one that all sinks share.";

/** Label of what tells its cases apart, empty for nothing, and the columns of each attribute. */
export const attributeColumns: Readonly<
  Record<
    ForwardingAttribute,
    {
      readonly variant: string;
      /** What its columns need said; empty for nothing. */
      readonly note: string;
      readonly columns: Columns;
    }
  >
> = {
  "back-pressure": {
    variant: "Fault",
    note:
      `${ON_DISK} Copies come behind later lines as well: out of order are others. The sinks' counts are sampled each quarter of a second: the first line came, and the rest had drained, up to that much earlier.`,
    columns: outage,
  },
  "buffer-cap": {
    variant: "",
    note: ON_DISK,
    columns: [spool, aboveCap, ...dropped, ...healthy],
  },
  // A disk is full before the cap is reached.
  "disk-full": {
    variant: "",
    note: ON_DISK,
    columns: [spool, ...dropped, ...healthy],
  },
  throughput: {
    variant: "Rate",
    note:
      "Latency is from when a line was due until a sink had it, at the slowest sink, of lines due after the warm-up. Machine busy: of all its processors, which generator, forwarder and sinks share.",
    columns: [
      lost,
      spreadColumn("Median", (one) => worstOf(one, "p50"), seconds),
      spreadColumn("p99", worstP99, seconds),
      spreadColumn("Longest", (one) => worstOf(one, "longest"), seconds),
      spreadColumn(
        "Longest write",
        ({ sender }) => sender?.longest_s ?? null,
        seconds,
      ),
      spreadColumn(
        "Sender held up",
        ({ sender }) => sender?.blocked_share ?? null,
        percent,
      ),
      spreadColumn("Machine busy", ({ host_cpu }) => host_cpu, percent),
    ],
  },
  "fan-out": {
    variant: "",
    note:
      "Worst second: of a time as long as that before the outage, the median of such times from the outage on, as a share of the worst second before; of all seconds it is lower, as one looks for longer.",
    columns: [lost, ...healthy],
  },
  "sink-cluster": {
    variant: "Fault",
    note:
      "Share taken over: what the others got more than before, of what the dead sink got before; above 100 %, they also got what had waited.",
    columns: [
      lost,
      lostEach,
      duplicates,
      spreadColumn(
        "Share taken over",
        ({ away }) => away?.taken_share ?? null,
        percent,
      ),
      spreadColumn(
        "Still sent to it",
        ({ away }) => away?.still_share ?? null,
        percent,
      ),
      firstLine,
      drain,
      ...healthy,
      // How late lines are that waited for all of a cluster.
      othersP99,
    ],
  },
  restart: {
    variant: "Signal",
    note:
      `${ON_DISK} Adapter too: of a forwarder with an adapter of ours, which was stopped with it.`,
    columns: [lost, lostEach, classes, duplicates, spool, firstLine, drain],
  },
  fidelity: {
    variant: "",
    note: "",
    columns: [
      spreadColumn("Odd lines", ({ odd_lines }) => odd_lines.length, count),
      wordsColumn(
        "Changed, lost or multiplied",
        ({ odd_lines }) =>
          odd_lines.flatMap((line) =>
            line.fate === "same" ? [] : [`${line.name}: ${line.fate}`]
          ),
      ),
    ],
  },
  chain: {
    variant: "Hops",
    note: "",
    columns: [
      lost,
      duplicates,
      spreadColumn(
        "Median to the last sink",
        ({ hops }) => hops.at(-1)?.p50 ?? null,
        seconds,
      ),
      spreadColumn("p99", ({ hops }) => hops.at(-1)?.p99 ?? null, seconds),
      spreadColumn(
        "Longest",
        ({ hops, latencies }) =>
          latencies.find(({ part, subject }) =>
            part === "all" && subject === hops.at(-1)?.subject
          )?.longest ?? null,
        seconds,
      ),
    ],
  },
};

/** Returns the highest value of the latency of deliveries of the phase measure over the sinks; null without any. */
function worstOf(
  { latencies }: ForwardingMeasures,
  value: "p50" | "longest",
): number | null {
  return mostOf(
    latencies.filter(({ part }) => part === "before")
      .map((latency) => latency[value]),
  );
}
