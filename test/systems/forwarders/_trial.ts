/** A forwarder that runs as a real process between a sender and sinks in the test. */
import { allocatedSize } from "../../../src/lab/probes/folder_size.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import {
  type Forwarder,
  type ForwarderSystem,
  type Forwarding,
  type LineCounters,
  NO_COUNTERS,
} from "../../../src/systems/forwarders/forwarder.ts";
import { until } from "../../testing/processes.ts";
import { sleep } from "../../lab/_until.ts";
import { openSinks, TestSender, type TestSink } from "./_lines.ts";

/** Small enough for the memory part of any buffer. */
const BATCH_LINES = 1000;

/** Pause after each batch. */
const PAUSE_MS = 40;

/** Lines that prove that every sink is reached. */
const FIRST_LINES = 100;

export interface TrialOptions {
  readonly topology?: Forwarding["topology"];
  readonly sinks?: number;
  readonly bufferCap?: number;
  readonly atCap?: Forwarding["atCap"];
  readonly settings?: Readonly<Record<string, string>>;
  readonly wrapper?: readonly string[];
}

export interface Trial {
  readonly forwarder: Forwarder;
  readonly sender: TestSender;
  readonly sinks: readonly TestSink[];
  readonly processes: ProcessGroup;
  /**
   * Sends lines at the pace at which all sinks but those left out receive them, so that only the buffers of those are
   * used, and at most 25,000 a second, so that a disk keeps up.
   */
  send(count: number, away?: readonly TestSink[]): Promise<void>;
}

/** Starts a forwarder, proves by a first line that every sink is reached, acts, and ends everything. */
export async function tryForwarder(
  system: ForwarderSystem,
  options: TrialOptions,
  act: (trial: Trial) => Promise<void>,
): Promise<void> {
  const { topology = "fan-out", bufferCap = 2 ** 28, atCap = "drop" } = options;
  await using processes = await ProcessGroup.create();
  using opened = await openSinks(options.sinks ?? 3);
  const { sinks } = opened;
  const forwarder = await system.start({
    name: "forwarder",
    forwarding: {
      ...{ topology, bufferCap, atCap },
      sinks: sinks.map(({ endpoint }) => endpoint),
    },
    settings: options.settings ?? {},
    processes,
    wrapper: options.wrapper ?? [],
    signal: new AbortController().signal,
  });
  const [input] = forwarder.inputs;
  if (!input) throw new Error("The forwarder has no input");
  using sender = await TestSender.connect(input);
  const send = async (count: number, away: readonly TestSink[] = []) => {
    const present = sinks.filter((sink) => !away.includes(sink));
    for (let left = count; left > 0; left -= BATCH_LINES) {
      await sender.send(Math.min(left, BATCH_LINES));
      await until(
        "the sinks to receive a batch",
        () =>
          topology === "cluster" ||
          present.every(({ unique }) => unique.size === sender.sent),
      );
      await sleep(PAUSE_MS);
    }
  };
  await send(FIRST_LINES);
  await until(
    "the first lines to arrive",
    () => unionOf(sinks).size === FIRST_LINES,
  );
  await act({ forwarder, sender, sinks, processes, send });
}

/** Returns the different numbers that reached one sink at least. */
export function unionOf(sinks: readonly TestSink[]): ReadonlySet<number> {
  return new Set(sinks.flatMap(({ unique }) => [...unique]));
}

/** Returns the counters of a sink, by its index. */
export async function countersOf(
  { counters }: Forwarder,
  index: number,
): Promise<LineCounters> {
  const { sinks = [] } = await counters?.() ?? {};
  return sinks[index] ?? NO_COUNTERS;
}

/** Returns the bytes on disk of the buffer of a sink. */
export function spoolOf(
  { spool }: Forwarder,
  { endpoint: { name } }: TestSink,
): Promise<number> {
  return allocatedSize(`${spool}/${name}`);
}

/** Returns the numbers below `sent` that are not in `received`. */
export function missingFrom(
  received: ReadonlySet<number>,
  sent: number,
): number[] {
  return Array.from({ length: sent }, (_, number) => number)
    .filter((number) => !received.has(number));
}
