/** Samples the processes of nodes on other machines, and the clocks of these. */
import type { Sample } from "../../record/mod.ts";
import type { FarMachine } from "../processes/node_process.ts";
import { timestamp } from "../timing/wall_clock.ts";
import { ProcessProbe, type ProcessProbeOptions } from "./process_probe.ts";

/** Time between two measurements of a clock. */
const CLOCK_INTERVAL_MS = 10_000;

/** A node on another machine. */
export interface FarNode {
  readonly name: string;
  readonly far: FarMachine;
}

export interface FarProbeOptions
  extends Pick<ProcessProbeOptions, "run_id" | "onWarning"> {
  readonly onSamples: (samples: readonly Sample[]) => void;
}

/**
 * Emits the samples that `ProcessProbe` does, with the middle of the round trip as their time; and every ten seconds
 * `clock_offset`, by which the clock of the machine is ahead of the run's, and `clock_bound`, within which that is known.
 */
export class FarProbe implements AsyncDisposable {
  readonly #options: FarProbeOptions;
  readonly #processes: ProcessProbe;
  /** Samples in flight, by node. */
  readonly #inFlight = new Map<string, Promise<void>>();
  /** Last measurement of a clock, by node: `performance.now()`. */
  readonly #clocks = new Map<string, number>();
  #stopped = false;

  constructor(options: FarProbeOptions) {
    const { run_id, onWarning } = options;
    this.#options = options;
    this.#processes = new ProcessProbe({ run_id, onWarning });
  }

  /** Samples all nodes, except those whose last sample is still in flight. */
  sample(nodes: readonly FarNode[]): void {
    for (const node of nodes) {
      const { name } = node;
      if (this.#inFlight.has(name)) continue;
      this.#inFlight.set(
        name,
        this.#sampleOne(node).catch((error: Error) => {
          if (this.#stopped) return;
          this.#options.onWarning(
            "probe-failed",
            `${name} could not be sampled: ${error.message}`,
          );
        }).finally(() => this.#inFlight.delete(name)),
      );
    }
  }

  async #sampleOne({ name, far }: FarNode): Promise<void> {
    const sent = performance.now();
    const read = await far.read();
    const clock = (sent + performance.now()) / 2;
    if (read !== null) {
      const { pid, reading, program } = read;
      this.#emit(this.#processes.add({
        ...{ name, pid, reading, clock },
        program: () => program,
      }));
    }
    if (sent - (this.#clocks.get(name) ?? -Infinity) < CLOCK_INTERVAL_MS) {
      return;
    }
    this.#clocks.set(name, sent);
    const { offset, bound } = await far.measureClock();
    const at = timestamp();
    const { run_id } = this.#options;
    this.#emit(
      Object.entries({ clock_offset: offset, clock_bound: bound })
        .map(([metric, value]) => ({
          ...{ run_id, source: name, metric, unit: "s", at, value },
        })),
    );
  }

  #emit(samples: readonly Sample[]): void {
    if (!this.#stopped) this.#options.onSamples(samples);
  }

  /** Waits for what is in flight. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#inFlight.values());
  }
}
