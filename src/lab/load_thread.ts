/** What one thread of the load generator does: its share of the workers, in a closed or an open loop. */
import { Alarm } from "./alarm.ts";
import { toArrivals } from "./arrivals.ts";
import { type Client, connectClient } from "./client.ts";
import { Keys, toKey, toValue } from "./keys.ts";
import type { Entry, kinds } from "./load_batch.ts";
import type { LoadPlan } from "./load_plan.ts";
import { seededRandom } from "../statistics/random.ts";

/** Which of the plan's threads this is. */
export interface Share {
  readonly thread: number;
}

/** Seconds that a worker waits after it found no connection; a loop without it would keep a core busy with refusals. */
const AFTER_REFUSAL = 0.05;

/** Bytes of values that are kept. */
const MOST_KEPT = 2 ** 26;

/** Most milliseconds between looks at whether to stop. */
const LONGEST = 100;

/** Drives load until it is stopped. Attempts that have ended wait in `take()`. */
export class LoadThread {
  readonly #plan: LoadPlan;
  readonly #thread: number;
  readonly #random: () => number;
  readonly #keys: Keys;
  readonly #workers: Worker[];
  readonly #loops: Promise<void>[];
  readonly #values: Uint8Array[] = [];
  #entries: Entry[] = [];
  #stopped = false;
  readonly #sleepers = new Set<() => void>();
  #inFlight = 0;
  #pacingError = 0;

  constructor(plan: LoadPlan, { thread }: Share) {
    this.#plan = plan;
    this.#thread = thread;
    this.#random = seededRandom(plan.seed * 1009 + thread + 1);
    // Each thread has keys of its own, so that it knows which of them were acknowledged.
    this.#keys = new Keys({
      ...plan,
      keys: share(plan.keys, plan.threads, thread),
    }, this.#random);
    this.#workers = Array.from(
      { length: share(plan.workers, plan.threads, thread) },
      (_, i) => this.#hire(i * plan.threads + thread),
    );
    this.#loops = plan.loop === "closed"
      ? this.#workers.map((worker) => this.#closedLoop(worker))
      : [this.#openLoop()];
  }

  /** Attempts that ended since the last call. */
  take(): Entry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  /** Attempts under way, and the largest delay of a start that the generator itself caused since the last call, in seconds. */
  gauge(): { readonly inFlight: number; readonly pacingError: number } {
    const gauge = {
      inFlight: this.#inFlight,
      pacingError: this.#pacingError,
    };
    this.#pacingError = 0;
    return gauge;
  }

  /** Names of keys whose write was acknowledged. */
  get acknowledged(): string[] {
    return this.#keys.acknowledged.map((index) => this.#toKey(index));
  }

  /** Starts nothing more, and waits for what is under way; each attempt ends within its time-out. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const wake of this.#sleepers) wake();
    await Promise.all(this.#loops);
    for (const { client } of this.#workers) client.close();
  }

  #hire(index: number): Worker {
    const { endpoints, policy, client, timeout } = this.#plan;
    const node = policy === "first" ? 0 : index % endpoints.length;
    const endpoint = endpoints[node] ?? endpoints[0]!;
    return {
      index,
      node,
      client: connectClient(client, endpoint, { timeout }),
      serial: 0,
    };
  }

  async #closedLoop(worker: Worker): Promise<void> {
    while (!this.#stopped) {
      const { outcome } = await this.#attempt(worker, now());
      if (outcome === "refused") await this.#sleep(AFTER_REFUSAL * 1000);
    }
  }

  /** Hands each arrival to a worker that is free; while there is none, arrivals wait, and their waiting counts. */
  async #openLoop(): Promise<void> {
    const { loop, rate, threads } = this.#plan;
    const free = [...this.#workers];
    const waiting: number[] = [];
    const busy = new Set<Promise<void>>();
    const start = (worker: Worker, intended: number) => {
      const done = this.#attempt(worker, intended).then(() => {
        const next = waiting.shift();
        if (next !== undefined && !this.#stopped) start(worker, next);
        else free.push(worker);
      });
      busy.add(done);
      done.finally(() => busy.delete(done));
    };
    const gap = toArrivals(loop, rate / threads, this.#random);
    const alarm = new Alarm();
    for (let intended = now(); !this.#stopped; intended += gap()) {
      await this.#sleepUntil(intended, alarm);
      if (this.#stopped) break;
      // The one that has waited longest: requests go round the nodes, not all to the one that fails fastest.
      const worker = free.shift();
      if (worker) {
        const late = (now() - intended) / 1000;
        this.#pacingError = Math.max(this.#pacingError, late);
        start(worker, intended);
      } else {
        waiting.push(intended);
      }
    }
    alarm.close();
    while (busy.size > 0) await Promise.all(busy);
    this.#giveUp(waiting);
  }

  /** Arrivals that nobody was free for before the end: attempted, and never finished. */
  #giveUp(waiting: readonly number[]): void {
    const worker = this.#workers[0];
    if (!worker) return;
    for (const intended of waiting) {
      this.#entries.push({
        worker: worker.index,
        serial: worker.serial++,
        node: worker.node,
        kind: "put",
        started: intended,
        duration: (now() - intended) / 1000,
        outcome: "unfinished",
        error: "no connection was free before the end",
        bytes: 0,
      });
    }
  }

  async #attempt(worker: Worker, started: number): Promise<Entry> {
    const known = this.#random() < this.#plan.read_share
      ? this.#keys.nextKnown()
      : -1;
    const kind: (typeof kinds)[number] = known >= 0 ? "get" : "put";
    const index = known >= 0 ? known : this.#keys.next();
    const key = this.#toKey(index);
    const value = this.#toValue(index, key);
    this.#inFlight++;
    const result = kind === "get"
      ? await worker.client.get(key, value)
      : await worker.client.put(key, value);
    this.#inFlight--;
    if (kind === "put" && result.outcome === "ok") {
      this.#keys.acknowledge(index);
    }
    const entry = {
      worker: worker.index,
      serial: worker.serial++,
      node: worker.node,
      kind,
      started,
      duration: (now() - started) / 1000,
      ...result,
    };
    this.#entries.push(entry);
    return entry;
  }

  /** Values are kept while they are few, as making them anew costs more than sending them. */
  #toValue(index: number, key: string): Uint8Array {
    const { keys, value_size } = this.#plan;
    if (keys * value_size > MOST_KEPT) return toValue(key, value_size);
    return this.#values[index] ??= toValue(key, value_size);
  }

  #toKey(index: number): string {
    return toKey(index * this.#plan.threads + this.#thread);
  }

  async #sleepUntil(time: number, alarm: Alarm): Promise<void> {
    for (;;) {
      const left = time - now();
      if (left <= 0 || this.#stopped) return;
      await alarm.at(performance.now() + Math.min(left, LONGEST));
    }
  }

  /** Sleeps, or until it is stopped. */
  #sleep(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#sleepers.add(resolve);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#sleepers.delete(resolve);
    });
  }
}

/** One connection and what it has done. */
interface Worker {
  /** Among all workers of the plan. */
  readonly index: number;
  /** Index of its endpoint. */
  readonly node: number;
  readonly client: Client;
  serial: number;
}

/** Of `total` things, those of one of `threads`: the first threads have one more when it does not come out even. */
function share(total: number, threads: number, thread: number): number {
  return Math.floor(total / threads) + (thread < total % threads ? 1 : 0);
}

/** Milliseconds since 1970, from a clock that never steps back. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
