/** Samples processors, memory, network and disks of the machine. */
import type { Sample, Source } from "../../record/mod.ts";
import { type HostReading, readHost } from "../processes/proc.ts";
import { timestamp } from "../timing/wall_clock.ts";

/** Samples the machine. Rates are averages since the previous sample; the first sample has none. */
export class HostProbe {
  readonly #run_id: string;
  #previous: { readonly reading: HostReading; readonly clock: number } | null =
    null;

  constructor({ run_id }: { readonly run_id: string }) {
    this.#run_id = run_id;
  }

  sample(): Sample[] {
    const values = this.#read();
    const at = timestamp();
    return values.map(([metric, unit, value]) => ({
      run_id: this.#run_id,
      source: "host" satisfies Source,
      metric,
      unit,
      at,
      value,
    }));
  }

  #read(): MetricValue[] {
    const reading = readHost();
    const clock = performance.now();
    const previous = this.#previous;
    this.#previous = { reading, clock };
    const levels: MetricValue[] = [
      ["cores", "", reading.processors.cores],
      ["load_1m", "", reading.load],
      ["memory", "B", reading.memory],
    ];
    if (!previous) return levels;
    return levels.concat(
      toRates(reading, previous.reading, (clock - previous.clock) / 1000),
    );
  }
}

type MetricValue = readonly [metric: string, unit: string, value: number];

function toRates(
  { processors, traffic, disks }: HostReading,
  previous: HostReading,
  seconds: number,
): MetricValue[] {
  const total = processors.total - previous.processors.total;
  const busy = processors.busy - previous.processors.busy;
  const rate = (now: number, before: number) => (now - before) / seconds;
  const { disks: past } = previous;
  return [
    // The kernel counts ticks of 10 ms, so the difference may be 0.
    ...total > 0 ? [["cpu", "1", Math.min(1, busy / total)] as const] : [],
    [
      "network_rx_rate",
      "B/s",
      rate(traffic.received, previous.traffic.received),
    ],
    ["network_tx_rate", "B/s", rate(traffic.sent, previous.traffic.sent)],
    ["disk_read_iops", "1/s", rate(disks.reads, past.reads)],
    ["disk_write_iops", "1/s", rate(disks.writes, past.writes)],
    ["disk_read_rate", "B/s", rate(disks.readBytes, past.readBytes)],
    ["disk_write_rate", "B/s", rate(disks.writeBytes, past.writeBytes)],
  ];
}
