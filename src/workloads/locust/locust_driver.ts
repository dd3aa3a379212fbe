/** Collects the operations of a running Locust, and stops it. */
import type { LoadDriver, LoadReporter } from "../../lab/load/load_handle.ts";
import { LATE_THRESHOLD_S } from "../../lab/load/arrivals.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type { QueryPlan } from "../promql/query_plan.ts";
import { STOP_FILE } from "./locust_files.ts";
import type { LocustQueries } from "./locust_operations.ts";
import type { LocustMember } from "./locust_processes.ts";
import {
  compareTotals,
  type LocustTotal,
  readLocustTotals,
} from "./locust_totals.ts";

const POLL_INTERVAL_S = 0.25;

/** Grace period, beyond the timeout of a query, until nothing is in flight. */
const IDLE_TIMEOUT_S = 5;

/**
 * Time in which workers have reported and the totals are written, even on a busy machine: after half a second by the
 * interval set in the locustfile.
 */
const TOTALS_TIMEOUT_S = 10;

/** Grace period for processes to exit after SIGTERM. */
const EXIT_TIMEOUT_S = 10;

export interface LocustDriverOptions {
  readonly plan: Pick<QueryPlan, "timeout">;
  /** The first keeps the totals. */
  readonly members: readonly LocustMember[];
  readonly queries: LocustQueries;
  /** Folder of the locustfile and its files. */
  readonly folder: string;
  /** Path prefix of Locust's own result files. */
  readonly results: string;
  readonly onWarning: (code: string, message: string) => void;
}

/** Processes of Locust that run the users of a plan. */
export class LocustDriver implements LoadDriver<readonly LocustTotal[]> {
  readonly #options: LocustDriverOptions;
  readonly #reporter: LoadReporter;
  readonly #stopped = new AbortController();
  readonly #loop: Promise<void>;
  readonly #started = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<string>();
  readonly started = this.#started.promise;
  readonly ended = this.#ended.promise;

  constructor(options: LocustDriverOptions, reporter: LoadReporter) {
    this.#options = options;
    this.#reporter = reporter;
    this.#loop = this.#poll();
    // stop() throws both as well.
    this.#loop.catch((error: Error) => this.#fail(error));
    this.started.catch(() => {});
  }

  /** Returns Locust's own totals by kind of query. Throws an Error with the end of its log if a process exited early. */
  async stop(): Promise<readonly LocustTotal[]> {
    const end = now();
    this.#ended.resolve("");
    try {
      this.#stopped.abort();
      await this.#loop;
      await this.#drain(end);
    } finally {
      await this.#exit();
    }
    return await this.#checkTotals();
  }

  /** Waits until nothing is in flight, and reports all operations. */
  async #drain(end: number): Promise<void> {
    const { folder, members, plan } = this.#options;
    await Deno.writeTextFile(`${folder}/${STOP_FILE}`, "");
    await pollUntil(plan.timeout + IDLE_TIMEOUT_S, async () => {
      await this.#read();
      return members.every(({ idle }) => idle);
    });
    // Last lines of processes that have exited.
    await this.#read();
    const dead = this.#findDead();
    this.#reportUnsent(
      end,
      dead ? `${dead.name} ended before it` : "it was not sent before the end",
    );
    if (dead) {
      throw new Error(`the query load failed: ${await toExitError(dead)}`);
    }
    await pollUntil(TOTALS_TIMEOUT_S, () => this.#totalsAgree());
  }

  /** Whether Locust has counted what it told us of, by the file of totals that it writes again and again. */
  async #totalsAgree(): Promise<boolean> {
    const { results, queries } = this.#options;
    // A file that is being written may end anywhere.
    const totals = await readLocustTotals(results).catch(() => []);
    return compareTotals(totals, queries.counts).length === 0;
  }

  /** Stops the first process, which stops the others and writes the totals. */
  async #exit(): Promise<void> {
    const processes = this.#options.members.map(({ process }) => process);
    processes[0]?.signal("SIGTERM");
    await pollUntil(
      EXIT_TIMEOUT_S,
      () => Promise.resolve(processes.every(({ pid }) => pid === null)),
    );
    await Promise.all(processes.map((process) => process.stop()));
  }

  async #checkTotals(): Promise<readonly LocustTotal[]> {
    const { results, queries, onWarning } = this.#options;
    const totals = await readLocustTotals(results);
    for (const difference of compareTotals(totals, queries.counts)) {
      onWarning("locust-totals", difference);
    }
    return totals;
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.#read();
      if (this.#options.members.every(({ started }) => started)) {
        this.#started.resolve();
      }
      const dead = this.#findDead();
      if (dead) this.#fail(new Error(await toExitError(dead)));
      await delay(POLL_INTERVAL_S, signal).catch(() => {});
    }
  }

  /** Only the first error counts. */
  #fail(error: Error): void {
    this.#started.reject(error);
    this.#ended.resolve(error.message);
  }

  #findDead(): ManagedProcess | undefined {
    return this.#options.members.find(({ process }) => process.pid === null)
      ?.process;
  }

  async #read(): Promise<void> {
    const { members, queries } = this.#options;
    for (const member of members) {
      const lines = await member.read();
      for (const gauges of lines.gauges) {
        this.#reporter.gauges(member.process.name, gauges);
      }
      const late = lines.queries.filter(({ late }) =>
        late > LATE_THRESHOLD_S
      ).length;
      this.#reporter.pacing({ arrivals: lines.queries.length, late });
      this.#reporter.operations(
        lines.queries.map((query) => queries.toOperation(query)),
      );
    }
  }

  /** Reports the queries that were due before `end`, in milliseconds since 1970, and not sent. */
  #reportUnsent(end: number, reason: string): void {
    const operations = this.#options.queries.unfinished(end, reason);
    this.#reporter.pacing({ arrivals: operations.length, late: 0 });
    this.#reporter.operations(operations);
  }
}

async function toExitError(process: ManagedProcess): Promise<string> {
  return `${process.name} has ended: ${
    await process.logTail() || "it wrote nothing"
  }`;
}

/** Polls until `isDone` returns true, or a timeout in seconds has passed. */
async function pollUntil(
  seconds: number,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const until = performance.now() + 1000 * seconds;
  while (!await isDone() && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
