/** Processor time, memory, threads, files and input/output of the nodes' processes. */
import type { Sample } from "../../record/mod.ts";
import { type ProcessReading, programOf, readProcess } from "../processes/proc.ts";
import { readTable } from "../processes/ps.ts";
import { timestamp } from "../timing/wall_clock.ts";

/** A node that runs, and its process. */
export interface Watched {
  readonly name: string;
  readonly pid: number;
}

export interface ProcessProbeOptions {
  readonly run_id: string;
  readonly onWarning: (code: string, message: string) => void;
  /** Whether /proc can be read; otherwise `ps` is asked. */
  readonly proc: boolean;
}

/** What was seen of a node's process at some time. */
interface Seen extends Watched {
  readonly reading: ProcessReading;
  /** Milliseconds of the clock that only goes forward. */
  readonly clock: number;
}

/** What a launcher runs before it becomes the program of a node. */
const SHELLS = ["sh", "dash", "bash", "ash", "busybox"];

/** Times in a row that a shell is taken for a launcher. */
const LAUNCHES = 3;

/**
 * Samples of processes, each stamped when it was read. Rates are over the time since the last look at the same process: the
 * first look gives none.
 */
export class ProcessProbe {
  readonly #options: ProcessProbeOptions;
  #seen = new Map<string, Seen>();
  /** Looks at which a pid was still a shell. */
  readonly #shells = new Map<number, number>();

  constructor(options: ProcessProbeOptions) {
    this.#options = options;
  }

  /** Looks at the processes of all nodes that run now. */
  async sample(nodes: readonly Watched[]): Promise<Sample[]> {
    const table = this.#options.proc
      ? null
      : await readTable(nodes.map(({ pid }) => pid));
    const seen = new Map<string, Seen>();
    const samples: Sample[] = [];
    for (const { name, pid } of nodes) {
      if (table === null && !this.#isProgram(name, pid)) continue;
      const reading = table === null
        ? readProcess(pid)
        : table.get(pid) ?? null;
      if (!reading) continue;
      const now = { name, pid, reading, clock: performance.now() };
      seen.set(name, now);
      samples.push(...this.#toSamples(now, this.#seen.get(name)));
    }
    this.#seen = seen;
    return samples;
  }

  #toSamples({ name, pid, reading, clock }: Seen, before?: Seen): Sample[] {
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
    const same = before?.pid === pid &&
      before.reading.started === reading.started;
    if (!same) return samples;
    const seconds = (clock - before.clock) / 1000;
    add("cpu", "1", (reading.cpu - before.reading.cpu) / seconds);
    const past = before.reading.io;
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

  /** Whether a pid is a program and not the shell that is about to become it; said once if it stays a shell. */
  #isProgram(name: string, pid: number): boolean {
    if (this.#seen.get(name)?.pid === pid) return true;
    if (!SHELLS.includes(programOf(pid))) return true;
    const looks = (this.#shells.get(pid) ?? 0) + 1;
    this.#shells.set(pid, looks);
    if (looks === LAUNCHES) {
      this.#options.onWarning(
        "probe-wrapper",
        `${name} is a shell, so its figures are left out: start its program with exec`,
      );
    }
    return false;
  }
}
