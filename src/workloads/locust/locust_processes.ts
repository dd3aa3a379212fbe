/** The processes of Locust: one that does all, or a master and its workers. */
import type { Gauge } from "../../lab/load/generator_health.ts";
import type { OwnedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { LINES } from "./locustfile.ts";
import { LocustLines, type LocustQuery } from "./locust_lines.ts";
import {
  type Locust,
  locustCommand,
  type LocustRunOptions,
  locustWorkerCommand,
} from "./locust_program.ts";

/** A process, and what it has said so far. */
export class LocustMember {
  readonly process: OwnedProcess;
  readonly #lines: LocustLines;
  #ready = 0;
  #gauge: Gauge | null = null;
  #begun = false;
  #stopped = false;
  #lag = 0;

  constructor(process: OwnedProcess, lines: string) {
    this.process = process;
    this.#lines = new LocustLines(lines);
  }

  /** Users that wait for the beginning, or have begun. */
  get ready(): number {
    return this.#ready;
  }

  /** How it was doing in the last second; null before it has told. */
  get gauge(): Gauge | null {
    return this.#gauge;
  }

  /** Whether its users have begun. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Seconds that its event loop was late at most since the last call. */
  takeLag(): number {
    const lag = this.#lag;
    this.#lag = 0;
    return lag;
  }

  /** Whether it will send nothing more, and waits for no answer. */
  get atRest(): boolean {
    return this.#stopped || this.process.pid === null;
  }

  /** Takes in what it has said since the last call, and returns the queries among it. */
  async read(): Promise<LocustQuery[]> {
    const queries: LocustQuery[] = [];
    for (const line of await this.#lines.read()) {
      if (line.type === "query") queries.push(line);
      if (line.type === "ready") this.#ready++;
      if (line.type === "begun") this.#begun = true;
      if (line.type === "gauge") {
        this.#gauge = line;
        this.#lag = Math.max(this.#lag, line.lag);
      }
      if (line.type === "stopped") this.#stopped = true;
    }
    return queries;
  }
}

export interface LocustMembersOptions extends LocustRunOptions {
  readonly processes: ProcessGroup;
  /** For what they say. */
  readonly folder: string;
  /** Processes that drive users, beside a master; 0 for one process that does all. */
  readonly workers: number;
}

/** Starts them; the one that counts comes first. */
export function startMembers(
  locust: Locust,
  { processes, folder, workers, ...run }: LocustMembersOptions,
): readonly LocustMember[] {
  const start = (name: string, command: readonly string[]) => {
    const lines = `${folder}/${name}.jsonl`;
    const env = { [LINES]: lines };
    return new LocustMember(processes.spawn(name, command, { env }), lines);
  };
  if (workers === 0) return [start("locust", locustCommand(locust, run, null))];
  const master = { port: processes.freePort(), workers };
  return [
    start("locust", locustCommand(locust, run, master)),
    ...Array.from({ length: workers }, (_, worker) =>
      start(
        `locust-worker-${worker}`,
        locustWorkerCommand(locust, run, master),
      )),
  ];
}
