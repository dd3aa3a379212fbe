/** Processors, memory, network and disks of the machine that all of a run shares. */
import type { Sample } from "../../record/mod.ts";
import { type HostReading, readHost } from "../processes/proc.ts";
import { timestamp } from "../timing/wall_clock.ts";

export interface HostProbeOptions {
  readonly run_id: string;
  /** Whether /proc can be read; otherwise there are only cores, load and memory. */
  readonly proc: boolean;
}

/** Samples of the machine. Rates are over the time since the last look; the first look gives none. */
export class HostProbe {
  readonly #options: HostProbeOptions;
  #before: { readonly reading: HostReading; readonly clock: number } | null =
    null;

  constructor(options: HostProbeOptions) {
    this.#options = options;
  }

  /** Looks at the machine. */
  sample(): Sample[] {
    const { run_id, proc } = this.#options;
    const figures = proc ? this.#look() : glance();
    const at = timestamp();
    return figures.map(([metric, unit, value]) => ({
      run_id,
      source: "host",
      metric,
      unit,
      at,
      value,
    }));
  }

  #look(): Figure[] {
    const reading = readHost();
    const clock = performance.now();
    const before = this.#before;
    this.#before = { reading, clock };
    const levels: Figure[] = [
      ["cores", "", reading.processors.cores],
      ["load_1m", "", reading.load],
      ["memory", "B", reading.memory],
    ];
    if (!before) return levels;
    return levels.concat(
      toRates(reading, before.reading, (clock - before.clock) / 1000),
    );
  }
}

type Figure = readonly [metric: string, unit: string, value: number];

function toRates(
  { processors, traffic, disks }: HostReading,
  before: HostReading,
  seconds: number,
): Figure[] {
  const total = processors.total - before.processors.total;
  const busy = processors.busy - before.processors.busy;
  const rate = (now: number, past: number) => (now - past) / seconds;
  const { disks: past } = before;
  return [
    // The kernel counts in ticks of 10 ms: none may have passed.
    ...total > 0 ? [["cpu", "1", Math.min(1, busy / total)] as const] : [],
    [
      "network_rx_rate",
      "B/s",
      rate(traffic.received, before.traffic.received),
    ],
    ["network_tx_rate", "B/s", rate(traffic.sent, before.traffic.sent)],
    ["disk_read_iops", "1/s", rate(disks.reads, past.reads)],
    ["disk_write_iops", "1/s", rate(disks.writes, past.writes)],
    ["disk_read_rate", "B/s", rate(disks.readBytes, past.readBytes)],
    ["disk_write_rate", "B/s", rate(disks.writeBytes, past.writeBytes)],
  ];
}

/** What Deno knows without /proc. */
function glance(): Figure[] {
  const { total, available } = Deno.systemMemoryInfo();
  return [
    ["cores", "", navigator.hardwareConcurrency],
    ["load_1m", "", Deno.loadavg()[0] ?? 0],
    ["memory", "B", total - available],
  ];
}
