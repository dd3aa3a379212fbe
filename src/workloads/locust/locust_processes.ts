/** The processes of Locust: a single one, or a master and its workers. */
import type { GeneratorGauges } from "../../lab/load/generator_health.ts";
import { JsonLines } from "../../lab/processes/json_lines.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { LINES_ENV_VAR } from "./locust_files.ts";
import { LocustLine, type LocustQuery } from "./locust_lines.ts";
import {
  type Locust,
  locustCommand,
  type LocustRunOptions,
  locustWorkerCommand,
} from "./locust_program.ts";

/** A process of Locust and its state, as read from its lines. */
export class LocustMember {
  readonly process: ManagedProcess;
  readonly #lines: JsonLines<LocustLine>;
  #ready = 0;
  #started = false;
  #stopped = false;

  constructor(process: ManagedProcess, lines: string) {
    this.process = process;
    this.#lines = new JsonLines(lines, LocustLine);
  }

  /** Users that wait for the start, or have started. */
  get ready(): number {
    return this.#ready;
  }

  /** True if its users have started. */
  get started(): boolean {
    return this.#started;
  }

  /** True if nothing is in flight and nothing more will be sent. */
  get idle(): boolean {
    return this.#stopped || this.process.pid === null;
  }

  /** Reads the lines since the last call, and returns the queries and gauges among them. */
  async read(): Promise<
    { readonly queries: LocustQuery[]; readonly gauges: GeneratorGauges[] }
  > {
    const queries: LocustQuery[] = [];
    const gauges: GeneratorGauges[] = [];
    for (const line of await this.#lines.read()) {
      if (line.type === "query") queries.push(line);
      if (line.type === "gauge") gauges.push(line);
      if (line.type === "ready") this.#ready++;
      if (line.type === "started") this.#started = true;
      if (line.type === "stopped") this.#stopped = true;
    }
    return { queries, gauges };
  }
}

export interface LocustMembersOptions extends LocustRunOptions {
  readonly processes: ProcessGroup;
  /** Holds the lines of each process. */
  readonly folder: string;
  /** Worker processes beside a master; 0 for a single process. */
  readonly workers: number;
}

/** Starts the processes; the first keeps the totals. */
export function startMembers(
  locust: Locust,
  { processes, folder, workers, ...run }: LocustMembersOptions,
): readonly LocustMember[] {
  const start = (name: string, command: readonly string[]) => {
    const lines = `${folder}/${name}.jsonl`;
    const env = { [LINES_ENV_VAR]: lines };
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
