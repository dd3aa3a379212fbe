/** Keeps account of the workers of a distributed Locust: who joined, who was lost, how busy each was, and its clock. */
import {
  counted,
  type Event,
  type EventKind,
  type Sample,
  toEvent,
} from "../../record/mod.ts";
import {
  addOffset,
  describeOffset,
  judgeClock,
  type WorkerClock,
} from "./worker_clock.ts";
import {
  addShare,
  describeCpu,
  judgeCpu,
  unknownCpu,
  type WorkerCpu,
} from "./worker_cpu.ts";
import type { WorkerState } from "./worker_lines.ts";

/** Lines, of one a second, after which a worker without an answer gets a name all the same. */
const MAX_UNNAMED_LINES = 3;

/** Seconds without an answer from which a worker counts as lost at the end; its master counts heartbeats for as long. */
const MAX_SILENCE_S = 3;

const MAX_HOST_CHARS = 100;

/** What a line adds to the record. */
export interface Accounted {
  readonly events: readonly Event[];
  readonly samples: readonly Sample[];
  /** In words, one for each worker that was lost: `worker-2 was lost: ...`. */
  readonly losses: readonly string[];
}

/** What the account says in the end. */
export interface ClosedAccount {
  readonly events: readonly Event[];
  readonly warnings: readonly (readonly [code: string, message: string])[];
}

interface Worker {
  /** Empty until it has answered, or is too late to. */
  name: string;
  host: string;
  /** Time of the first line with it, and number of lines. */
  since: string;
  lines: number;
  lost: boolean;
  cpu: WorkerCpu;
  silent: number;
  clock: WorkerClock | null;
}

export interface WorkerAccountOptions {
  readonly run_id: string;
  /** Names of the workers that the lab starts; others get the numbers after them. */
  readonly given: readonly string[];
  /** Number of all workers that the master waits for. */
  readonly expected: number;
}

/** The account of one run. */
export class WorkerAccount {
  readonly #options: WorkerAccountOptions;
  /** By Locust's id. */
  readonly #workers = new Map<string, Worker>();
  #next: number;

  constructor(options: WorkerAccountOptions) {
    this.#options = options;
    this.#next = options.given.length;
  }

  /** Takes the state of all workers; `isLast` if the master wrote it before it asked them to end. */
  take(
    states: readonly WorkerState[],
    { at, isLast }: { readonly at: string; readonly isLast: boolean },
  ): Accounted {
    const events: Event[] = [];
    const samples: Sample[] = [];
    const losses: string[] = [];
    const lose = (worker: Worker, reason: string) => {
      if (worker.name === "") events.push(this.#join(worker, ""));
      losses.push(...this.#lose(worker, { reason, at, events }));
    };
    for (const state of states) {
      const worker = this.#workerOf(state, at);
      if (worker.lost) continue;
      worker.lines++;
      const { answer } = state;
      if (
        worker.name === "" &&
        (answer !== null || worker.lines > MAX_UNNAMED_LINES)
      ) {
        worker.host = (answer?.host ?? worker.host).slice(0, MAX_HOST_CHARS);
        events.push(this.#join(worker, answer?.name ?? ""));
      }
      this.#note(worker, state);
      if (state.state === "missing") lose(worker, "its heartbeat stopped");
      else if (isLast && worker.silent > MAX_SILENCE_S) {
        lose(worker, `it was silent for ${worker.silent.toFixed(1)} s`);
      } else if (worker.name !== "") {
        samples.push(...this.#toSamples(worker.name, state, at));
      }
    }
    const ids = new Set(states.map(({ id }) => id));
    for (const [id, worker] of this.#workers) {
      if (!ids.has(id) && !worker.lost) lose(worker, "it left before the end");
    }
    return { events, samples, losses };
  }

  /** Takes the exit of a worker that the lab started. */
  exited(name: string, reason: string, at: string): Accounted {
    const events: Event[] = [];
    const worker = [...this.#workers.values()]
      .find((worker) => worker.name === name) ?? emptyWorker(name, at);
    const losses = this.#lose(worker, { reason, at, events });
    return { events, samples: [], losses };
  }

  /** Returns what is to be said of each worker. */
  close(at: string): ClosedAccount {
    const workers = [...this.#workers.values()]
      .filter(({ name }) => name !== "");
    return {
      events: workers.map((worker) =>
        this.#event("note", worker.name, { at, detail: summarise(worker) })
      ),
      warnings: [
        ...this.#judgeNumber(workers),
        ...workers.flatMap(({ name, clock, cpu }) =>
          [judgeClock(name, clock), judgeCpu(name, cpu)]
            .filter((warning) => warning !== null)
        ),
      ],
    };
  }

  /**
   * Warns if more workers joined than were asked for. Any Locust process that can connect to the master joins it: it is
   * given users, and its figures are recorded with those of the others.
   */
  #judgeNumber(workers: readonly Worker[]): ClosedAccount["warnings"] {
    const { expected } = this.#options;
    const there = workers.filter(({ lost }) => !lost).length;
    return there <= expected ? [] : [[
      "worker-unexpected",
      `${
        counted(there, "worker")
      } took part where ${expected} were expected: the others had users too, and their figures are among the results`,
    ]];
  }

  #workerOf({ id }: Pick<WorkerState, "id">, at: string): Worker {
    const known = this.#workers.get(id);
    if (known) return known;
    // Locust's id begins with the name of the machine.
    const host = id.slice(0, Math.max(0, id.lastIndexOf("_")));
    const worker = {
      ...emptyWorker("", at),
      host: host.slice(0, MAX_HOST_CHARS),
    };
    this.#workers.set(id, worker);
    return worker;
  }

  /** Gives a worker its name: the one that it says if it is the lab's, or the next number. */
  #join(worker: Worker, said: string): Event {
    const { given } = this.#options;
    const isOwn = given.includes(said) &&
      ![...this.#workers.values()].some(({ name }) => name === said);
    worker.name = isOwn ? said : toWorkerName(this.#next++);
    return this.#event("worker_joined", worker.name, {
      at: worker.since,
      detail: worker.host,
    });
  }

  /** Returns the loss in words; none if it is known. */
  #lose(
    worker: Worker,
    { reason, at, events }: {
      readonly reason: string;
      readonly at: string;
      readonly events: Event[];
    },
  ): string[] {
    if (worker.lost) return [];
    worker.lost = true;
    const { name } = worker;
    events.push(this.#event("worker_lost", name, { at, detail: reason }));
    return [`${name} was lost: ${reason}`];
  }

  #note(worker: Worker, state: WorkerState): void {
    const { answer } = state;
    worker.cpu = addShare(worker.cpu, state);
    if (answer === null) return;
    worker.silent = answer.silent;
    worker.clock = addOffset(worker.clock, answer);
  }

  #toSamples(
    source: string,
    { cpu, memory, users, answer }: WorkerState,
    at: string,
  ): Sample[] {
    const { run_id } = this.#options;
    const rows = [
      ["cpu", "1", cpu],
      ["users", "", users],
      ...memory === 0 ? [] : [["memory", "B", memory] as const],
      ...answer === null ? [] : [
        ["clock_offset", "s", answer.offset] as const,
        ["clock_bound", "s", answer.bound] as const,
      ],
    ] as const;
    return rows.map(([metric, unit, value]) => ({
      ...{ run_id, source, metric, unit, at, value },
    }));
  }

  #event(
    kind: EventKind,
    subject: string,
    { at, detail }: { readonly at: string; readonly detail: string },
  ): Event {
    const { run_id } = this.#options;
    return toEvent({ run_id, at, kind, subject, detail });
  }
}

/** Returns the name of a worker in the record. */
export function toWorkerName(number: number): string {
  return `worker-${number}`;
}

function emptyWorker(name: string, since: string): Worker {
  return {
    ...{ name, since, host: "", lines: 0, lost: false },
    ...{ cpu: unknownCpu, silent: 0, clock: null },
  };
}

function summarise({ host, clock, cpu }: Worker): string {
  return [
    `on ${host === "" ? "an unknown machine" : host}`,
    clock === null
      ? "its clock is unknown"
      : `its clock was ${describeOffset(clock.best)}`,
    describeCpu(cpu),
  ].filter((text) => text !== "").join("; ");
}
