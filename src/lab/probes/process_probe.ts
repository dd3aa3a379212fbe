/** Samples processor time, memory, threads, open files and I/O of the nodes' processes. */
import type { Sample } from "../../record/mod.ts";
import {
  type ProcessReading,
  readProcess,
  readProgramName,
} from "../processes/proc.ts";
import { toEpoch } from "../timing/wall_clock.ts";

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
export interface NodeReading extends RunningNode {
  /** Returns the name of its program, without the folder. */
  readonly program: () => string;
  readonly reading: ProcessReading;
  /** Monotonic time in milliseconds at which it was read. */
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
  readonly #previous = new Map<string, NodeReading>();
  /** Number of samples in which a pid was a shell. */
  readonly #shells = new Map<number, number>();

  constructor({ read = readProcess, ...options }: ProcessProbeOptions) {
    this.#options = { ...options, read };
  }

  /** Samples the processes of all running nodes. */
  sample(nodes: readonly RunningNode[]): Sample[] {
    return nodes.flatMap(({ name, pid }) => {
      const program = () => readProgramName(pid);
      if (!this.#isProgram(name, pid, program)) return [];
      const reading = this.#options.read(pid);
      if (!reading) return [];
      const clock = performance.now();
      return this.#accept({ name, pid, program, reading, clock });
    });
  }

  /** Samples a process that was read elsewhere, such as on another machine. */
  add(read: NodeReading): Sample[] {
    return this.#isProgram(read.name, read.pid, read.program)
      ? this.#accept(read)
      : [];
  }

  #accept(read: NodeReading): Sample[] {
    const samples = this.#toSamples(read, this.#previous.get(read.name));
    this.#previous.set(read.name, read);
    return samples;
  }

  #toSamples(
    { name, pid, reading, clock }: NodeReading,
    previous?: NodeReading,
  ): Sample[] {
    const at = new Date(toEpoch(clock)).toISOString();
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
  #isProgram(name: string, pid: number, program: () => string): boolean {
    if (this.#previous.get(name)?.pid === pid) return true;
    if (!SHELLS.includes(program())) return true;
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
