/** Users of Locust that have begun: hands on what they do, and ends them. */
import { toGeneratorSamples } from "../../lab/load/generator_health.ts";
import { tellCourse, toStandStills } from "../../lab/load/load_events.ts";
import type { OwnedProcess } from "../../lab/processes/managed_process.ts";
import { pause } from "../../lab/timing/delay.ts";
import type { Event, Operation, Sample } from "../../record/mod.ts";
import { STOP } from "./locustfile.ts";
import type { LocustMember } from "./locust_processes.ts";
import type { LocustQueries } from "./locust_operations.ts";
import {
  compareTotals,
  type LocustTotal,
  readLocustTotals,
} from "./locust_totals.ts";
import type { QueryLoad, QueryPlan } from "../promql/promql_load.ts";
import { now } from "../../lab/timing/wall_clock.ts";

/** Seconds between looks at what the processes say. */
const LOOK = 0.25;

/** Seconds that they get, beyond the time-out of a query, to say that nothing is under way. */
const REST = 5;

/** Seconds in which workers have reported, and the totals were written: more than twice what our locustfile sets for that. */
const REPORT = 0.6;

/** Seconds that they get to end by themselves. */
const END = 10;

export interface RunningLocustOptions {
  readonly plan: Pick<QueryPlan, "run_id" | "timeout">;
  readonly version: string;
  /** The one that counts comes first. */
  readonly members: readonly LocustMember[];
  readonly queries: LocustQueries;
  /** Where our locustfile and what belongs to it are. */
  readonly folder: string;
  /** What the names of Locust's own results begin with. */
  readonly results: string;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onWarning: (code: string, message: string) => void;
}

/** A query load that Locust drives. */
export class RunningLocust implements QueryLoad {
  /** Of Locust; empty when it does not tell. */
  readonly version: string;
  /** All of Locust's; the one that counts comes first. */
  readonly processes: readonly OwnedProcess[];
  readonly #options: RunningLocustOptions;
  readonly #followed = new AbortController();
  readonly #following: Promise<void>;
  readonly #eachSecond: ReturnType<typeof setInterval>;
  #counts = { ok: 0, failed: 0 };
  #live = this.#counts;
  #totals: readonly LocustTotal[] = [];
  #stopping: Promise<void> | null = null;
  readonly #begun = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<string>();

  constructor(options: RunningLocustOptions) {
    this.#options = options;
    this.version = options.version;
    this.processes = options.members.map(({ process }) => process);
    this.#eachSecond = setInterval(() => this.#tick(), 1000);
    this.#following = this.#follow();
    // Both are thrown by stop() as well.
    this.#following.catch((error: Error) => this.#fail(error));
    this.#begun.promise.catch(() => {});
    tellCourse(this, {
      ...options.plan,
      driver: "locust",
      onEvents: options.onEvents,
    });
  }

  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  live(): { readonly ok: number; readonly failed: number } {
    return this.#live;
  }

  /** What Locust itself counted, by kind of query; none before it was stopped. */
  totals(): readonly LocustTotal[] {
    return this.#totals;
  }

  /**
   * Starts nothing more, and waits for what is under way. What was due and never sent is `unfinished`. Throws what a callback
   * threw, and an Error with its last words when a process of Locust ended before.
   */
  stop(): Promise<void> {
    return this.#stopping ??= this.#stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What it would throw was thrown by stop(), or it is disposed of because of another error, which must not be hidden.
    await this.stop().catch(() => {});
  }

  async #stop(): Promise<void> {
    const end = now();
    this.#ended.resolve("");
    try {
      this.#followed.abort();
      await this.#following;
      await this.#rest(end);
    } finally {
      clearInterval(this.#eachSecond);
      await this.#end();
    }
    await this.#check();
  }

  /** Waits until nothing is under way, and hands on all that there was. */
  async #rest(end: number): Promise<void> {
    const { folder, members, plan, queries, onOperations } = this.#options;
    await Deno.writeTextFile(`${folder}/${STOP}`, "");
    await within(plan.timeout + REST, async () => {
      await this.#read();
      return members.every(({ atRest }) => atRest);
    });
    // What one that has ended said last.
    await this.#read();
    const dead = members.find(({ process }) => process.pid === null)?.process;
    if (!dead) {
      onOperations(queries.unfinished(end, "it was not sent before the end"));
      await pause(REPORT, new AbortController().signal);
      return;
    }
    onOperations(queries.unfinished(end, `${dead.name} ended before it`));
    throw new Error(`the query load failed: ${await toLastWords(dead)}`);
  }

  /** The one that counts has the others end, and writes its totals. */
  async #end(): Promise<void> {
    this.processes[0]?.signal("SIGTERM");
    await within(
      END,
      () => Promise.resolve(this.processes.every(({ pid }) => pid === null)),
    );
    await Promise.all(this.processes.map((process) => process.stop()));
  }

  async #check(): Promise<void> {
    const { results, queries, onWarning } = this.#options;
    this.#totals = await readLocustTotals(results);
    for (const difference of compareTotals(this.#totals, queries.counts)) {
      onWarning("locust-totals", difference);
    }
  }

  async #follow(): Promise<void> {
    const { signal } = this.#followed;
    while (!signal.aborted) {
      await this.#read();
      const { members } = this.#options;
      if (members.every(({ begun }) => begun)) this.#begun.resolve();
      const dead = members.find(({ process }) => process.pid === null)?.process;
      if (dead) this.#fail(new Error(await toLastWords(dead)));
      await pause(LOOK, signal).catch(() => {});
    }
  }

  /** Only the first reason is told. */
  #fail(error: Error): void {
    this.#begun.reject(error);
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

async function toLastWords(process: OwnedProcess): Promise<string> {
  return `${process.name} has ended: ${
    await process.lastWords() || "it wrote nothing"
  }`;
}

/** Looks again and again until something is so, or some seconds are over. */
async function within(
  seconds: number,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const until = performance.now() + 1000 * seconds;
  while (!await isSo() && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
