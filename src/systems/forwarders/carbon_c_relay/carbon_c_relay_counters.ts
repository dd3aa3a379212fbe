/** Counters of a carbon-c-relay, from the file to which it appends its own metrics each second. */
import {
  type ForwarderCounters,
  type Forwarding,
  type LineCounters,
  NO_COUNTERS,
} from "../forwarder.ts";
import { readTail } from "../read_tail.ts";

/** Holds the metrics of several seconds. */
const TAIL_BYTES = 64 * 1024;

/** Reads the counters; all are null before the first second. */
export async function readCarbonCRelayCounters(
  file: string,
  { sinks }: Forwarding,
): Promise<ForwarderCounters> {
  const metrics = toMetrics(await readTail(file, TAIL_BYTES));
  return {
    sinks: sinks.map(({ host, port }) =>
      toCounters(
        metrics,
        `relay.destinations.${host.replaceAll(".", "_")}:${port}`,
      )
    ),
    shared: NO_COUNTERS,
  };
}

type Metrics = ReadonlyMap<string, number>;

/** Returns the latest value of every metric. A line is `relay.destinations.127_0_0_1:21002.sent 100 1700000000`. */
function toMetrics(text: string): Metrics {
  // The first line may be cut, and the last one unfinished.
  return new Map(
    text.split("\n").slice(0, -1).flatMap((line): [string, number][] => {
      const [name = "", value = "", time = "", ...more] = line.split(" ");
      const isWhole = name.startsWith("relay.") && /^\d+$/.test(value) &&
        time !== "" && more.length === 0;
      return isWhole ? [[name, Number(value)]] : [];
    }),
  );
}

function toCounters(metrics: Metrics, destination: string): LineCounters {
  const count = (name: string) => metrics.get(`${destination}.${name}`) ?? null;
  return {
    queued: count("queued"),
    sent: count("sent"),
    dropped: count("dropped"),
  };
}
