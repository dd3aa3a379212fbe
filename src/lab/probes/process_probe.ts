/** Samples processor time, memory, threads, open files and I/O of the nodes' processes. */
import type { Sample } from "../../record/mod.ts";
import {
  type ProcessReading,
  readProcess,
  readProgramName,
} from "../processes/proc.ts";
import { timestamp } from "../timing/wall_clock.ts";

/** A running node and its process. */
export interface RunningNode {
  readonly name: string;
  readonly pid: number;
}

export interface ProcessProbeOptions {
  readonly run_id: string;
  readonly onWarning: (code: string, message: string) => void;
  /** Reads a process, or it and its children together. @default {readProcess} */
  readonly read?: (pid: number) => ProcessReading | null;
}

/** A reading of a node's process. */
interface Reading extends RunningNode {
  readonly reading: ProcessReading;
  /** Monotonic time in milliseconds. */
  readonly clock: number;
}

/** Programs of a launcher before it executes the program of a node. */
const SHELLS = ["sh", "dash", "bash", "ash", "busybox"];

/** Consecutive samples after which a shell no longer counts as a launcher. */
const MAX_LAUNCHER_SAMPLES = 3;

/**
 * Samples processes, each with the time of its reading. Rates are averages since the previous sample of the same
 * process; the first sample has none.
 */
export class ProcessProbe {
  readonly #options: Required<ProcessProbeOptions>;
  #previous = new Map<string, Reading>();
  /** Number of samples in which a pid was a shell. */
  readonly #shells = new Map<number, number>();

  constructor({ read = readProcess, ...options }: ProcessProbeOptions) {
    this.#options = { ...options, read };
  }

  /** Samples the processes of all running nodes. */
  sample(nodes: readonly RunningNode[]): Sample[] {
    const readings = new Map<string, Reading>();
    const samples: Sample[] = [];
    for (const { name, pid } of nodes) {
      if (!this.#isProgram(name, pid)) continue;
      const reading = this.#options.read(pid);
      if (!reading) continue;
      const now = { name, pid, reading, clock: performance.now() };
      readings.set(name, now);
      samples.push(...this.#toSamples(now, this.#previous.get(name)));
    }
    this.#previous = readings;
    return samples;
  }

  #toSamples(
    { name, pid, reading, clock }: Reading,
    previous?: Reading,
  ): Sample[] {
    const at = timestamp();
    const samples: Sample[] = [];
    const add = (metric: string, unit: string, value: number | null) => {
      if (value === null) return;
      const { run_id } = this.#options;
      samples.push({ run_id, source: name, metric, unit, at, value });
    };
    const { memory, threads, openFiles, io } = reading;
    add("memory", "B", memory);
    add("threads", "", threads);
    add("open_files", "", openFiles);
    const isSame = previous?.pid === pid &&
      previous.reading.started === reading.started;
    if (!isSame) return samples;
    const seconds = (clock - previous.clock) / 1000;
    add("cpu", "1", (reading.cpu - previous.reading.cpu) / seconds);
    const past = previous.reading.io;
    if (!io || !past) return samples;
    add("read_rate", "B/s", (io.readBytes - past.readBytes) / seconds);
    add("write_rate", "B/s", (io.writeBytes - past.writeBytes) / seconds);
    add("read_calls_rate", "1/s", (io.readCalls - past.readCalls) / seconds);
    add(
      "write_calls_rate",
      "1/s",
      (io.writeCalls - past.writeCalls) / seconds,
    );
    return samples;
  }

  /** Returns false while a pid is a shell that has not executed its program yet; warns once if it remains a shell. */
  #isProgram(name: string, pid: number): boolean {
    if (this.#previous.get(name)?.pid === pid) return true;
    if (!SHELLS.includes(readProgramName(pid))) return true;
    const n = (this.#shells.get(pid) ?? 0) + 1;
    this.#shells.set(pid, n);
    if (n === MAX_LAUNCHER_SAMPLES) {
      this.#options.onWarning(
        "probe-wrapper",
        `${name} is a shell, so its figures are left out: start its program with exec`,
      );
    }
    return false;
  }
}
