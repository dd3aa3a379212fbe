/** A running Locust load: collects its operations, and stops it. */
import { toGeneratorSamples } from "../../lab/load/generator_health.ts";
import { emitLoadEvents, toStandStills } from "../../lab/load/load_events.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { delay } from "../../lab/timing/delay.ts";
import type { Event, Operation, Sample } from "../../record/mod.ts";
import { STOP_FILE } from "./locustfile.ts";
import type { LocustMember } from "./locust_processes.ts";
import type { LocustQueries } from "./locust_operations.ts";
import {
  compareTotals,
  type LocustTotal,
  readLocustTotals,
} from "./locust_totals.ts";
import type { QueryLoad, QueryPlan } from "../promql/promql_load.ts";
import { now } from "../../lab/timing/wall_clock.ts";

const POLL_INTERVAL_S = 0.25;

/** Grace period, beyond the timeout of a query, until nothing is in flight. */
const IDLE_TIMEOUT_S = 5;

/** Delay until workers have reported and the totals are written: more than twice the interval set in the locustfile. */
const TOTALS_DELAY_S = 0.6;

/** Grace period for processes to exit after SIGTERM. */
const EXIT_TIMEOUT_S = 10;

export interface RunningLocustOptions {
  readonly plan: Pick<QueryPlan, "run_id" | "timeout">;
  readonly version: string;
  /** The first keeps the totals. */
  readonly members: readonly LocustMember[];
  readonly queries: LocustQueries;
  /** Folder of the locustfile and its files. */
  readonly folder: string;
  /** Path prefix of Locust's own result files. */
  readonly results: string;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onWarning: (code: string, message: string) => void;
}

/** A query load that Locust drives. */
export class RunningLocust implements QueryLoad {
  /** Version of Locust; empty if unknown. */
  readonly version: string;
  /** Processes of Locust; the first keeps the totals. */
  readonly processes: readonly ManagedProcess[];
  readonly #options: RunningLocustOptions;
  readonly #stopped = new AbortController();
  readonly #loop: Promise<void>;
  readonly #eachSecond: ReturnType<typeof setInterval>;
  #counts = { ok: 0, failed: 0 };
  #live = this.#counts;
  #totals: readonly LocustTotal[] = [];
  #stopping: Promise<void> | null = null;
  readonly #started = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<string>();

  constructor(options: RunningLocustOptions) {
    this.#options = options;
    this.version = options.version;
    this.processes = options.members.map(({ process }) => process);
    this.#eachSecond = setInterval(() => this.#tick(), 1000);
    this.#loop = this.#poll();
    // stop() throws both as well.
    this.#loop.catch((error: Error) => this.#fail(error));
    this.#started.promise.catch(() => {});
    emitLoadEvents(this, {
      ...options.plan,
      driver: "locust",
      onEvents: options.onEvents,
    });
  }

  get started(): Promise<void> {
    return this.#started.promise;
  }

  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  live(): { readonly ok: number; readonly failed: number } {
    return this.#live;
  }

  /** Returns Locust's own totals by kind of query; none before the load was stopped. */
  totals(): readonly LocustTotal[] {
    return this.#totals;
  }

  /**
   * Starts nothing more, and waits for queries in flight. Queries that were due and not sent are `unfinished`.
   * Throws errors of callbacks, and an Error with the end of its log if a process of Locust exited early.
   */
  stop(): Promise<void> {
    return this.#stopping ??= this.#stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // stop() already reported the rejection, or another error is being thrown, which must not be hidden.
    await this.stop().catch(() => {});
  }

  async #stop(): Promise<void> {
    const end = now();
    this.#ended.resolve("");
    try {
      this.#stopped.abort();
      await this.#loop;
      await this.#drain(end);
    } finally {
      clearInterval(this.#eachSecond);
      await this.#exit();
    }
    await this.#checkTotals();
  }

  /** Waits until nothing is in flight, and emits all operations. */
  async #drain(end: number): Promise<void> {
    const { folder, members, plan, queries, onOperations } = this.#options;
    await Deno.writeTextFile(`${folder}/${STOP_FILE}`, "");
    await pollUntil(plan.timeout + IDLE_TIMEOUT_S, async () => {
      await this.#read();
      return members.every(({ idle }) => idle);
    });
    // Last lines of processes that have exited.
    await this.#read();
    const dead = members.find(({ process }) => process.pid === null)?.process;
    if (!dead) {
      onOperations(queries.unfinished(end, "it was not sent before the end"));
      await delay(TOTALS_DELAY_S, new AbortController().signal);
      return;
    }
    onOperations(queries.unfinished(end, `${dead.name} ended before it`));
    throw new Error(`the query load failed: ${await toExitError(dead)}`);
  }

  /** Stops the first process, which stops the others and writes the totals. */
  async #exit(): Promise<void> {
    this.processes[0]?.signal("SIGTERM");
    await pollUntil(
      EXIT_TIMEOUT_S,
      () => Promise.resolve(this.processes.every(({ pid }) => pid === null)),
    );
    await Promise.all(this.processes.map((process) => process.stop()));
  }

  async #checkTotals(): Promise<void> {
    const { results, queries, onWarning } = this.#options;
    this.#totals = await readLocustTotals(results);
    for (const difference of compareTotals(this.#totals, queries.counts)) {
      onWarning("locust-totals", difference);
    }
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.#read();
      const { members } = this.#options;
      if (members.every(({ started }) => started)) this.#started.resolve();
      const dead = members.find(({ process }) => process.pid === null)?.process;
      if (dead) this.#fail(new Error(await toExitError(dead)));
      await delay(POLL_INTERVAL_S, signal).catch(() => {});
    }
  }

  /** Only the first error counts. */
  #fail(error: Error): void {
    this.#started.reject(error);
    this.#ended.resolve(error.message);
  }

  async #read(): Promise<void> {
    const { members, plan, queries } = this.#options;
    const { onOperations, onEvents } = this.#options;
    for (const member of members) {
      const operations = (await member.read())
        .map((query) => queries.toOperation(query));
      const events = toStandStills(plan.run_id, {
        subject: member.process.name,
        seconds: member.takeLag(),
      });
      if (events.length > 0) onEvents(events);
      if (operations.length === 0) continue;
      for (const { outcome } of operations) {
        this.#counts[outcome === "ok" ? "ok" : "failed"]++;
      }
      onOperations(operations);
    }
  }

  #tick(): void {
    const { members, plan, onSamples } = this.#options;
    this.#live = this.#counts;
    this.#counts = { ok: 0, failed: 0 };
    const gauges = members.flatMap(({ gauge }) => gauge === null ? [] : gauge);
    onSamples(toGeneratorSamples(plan.run_id, gauges));
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
