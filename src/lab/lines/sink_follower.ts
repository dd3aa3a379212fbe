/** Follows the journals of sinks, keeps an exact account of each and of all together, and samples them. */
import type { Histogram, Phase, Sample } from "../../record/mod.ts";
import { repeat } from "../timing/periodic.ts";
import { timestamp } from "../timing/wall_clock.ts";
import { DeliveryHistogram } from "./delivery_histogram.ts";
import { type ArrivedRun, JournalReader } from "./journal_reader.ts";
import { LineAccount } from "./line_account.ts";
import type { Sink, SinkAccount } from "./sink.ts";

/** Seconds from one sample to the next. */
const SAMPLE_INTERVAL_S = 0.25;

/** Subject of the account of all sinks together. */
export const CLUSTER = "cluster";

export interface FollowSinksOptions {
  readonly run_id: string;
  readonly sinks: readonly Pick<Sink, "name" | "journal">[];
  /** Streams of the generator, from 1. */
  readonly streams: number;
  /** Whether the sinks share the lines, so that an account of all together is kept as `cluster`. */
  readonly cluster: boolean;
  readonly onSamples: (samples: readonly Sample[]) => void;
}

/** What is kept of one sink. */
interface Followed {
  readonly name: string;
  readonly reader: JournalReader;
  readonly account: LineAccount;
  /** Latencies of lines by the phase in which they were due, in the order of the phases. */
  readonly delivery: DeliveryHistogram[];
  /** When each process of the sink began to count. */
  readonly starts: number[];
}

/** Starts to follow journals, which need not exist yet. Dispose of it to end the samples. */
export function followSinks(options: FollowSinksOptions): SinkFollower {
  return new SinkFollower(options);
}

export class SinkFollower implements AsyncDisposable {
  readonly #options: FollowSinksOptions;
  readonly #sinks: readonly Followed[];
  readonly #union: LineAccount | null;
  readonly #phases: { readonly phase: Phase; readonly from: number }[] = [
    { phase: "set_up", from: -Infinity },
  ];
  readonly #stop = new AbortController();
  readonly #broken = new AbortController();
  readonly #sampling: Promise<void>;
  #polling: Promise<void> | null = null;

  constructor(options: FollowSinksOptions) {
    const { sinks, streams, cluster } = options;
    this.#options = options;
    this.#sinks = sinks.map(({ name, journal }) => ({
      name,
      reader: new JournalReader(journal),
      account: new LineAccount(streams),
      delivery: [],
      starts: [],
    }));
    this.#union = cluster ? new LineAccount(streams) : null;
    this.#sampling = repeat(() => this.sample(), {
      every: SAMPLE_INTERVAL_S,
      signal: this.#stop.signal,
    }).catch((error) => this.#broken.abort(error));
  }

  /** Aborts if a journal cannot be read, with the error as reason. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Lines that are due from `from`, in milliseconds since 1970, belong to this phase; call it as the phase begins. */
  phase(phase: Phase, from: number): void {
    this.#phases.push({ phase, from });
  }

  /** Reads what has arrived until now. Throws what is wrong with a journal. */
  async poll(): Promise<void> {
    // A journal has one reader at a time; who comes later waits for a poll that begins after the call.
    while (this.#polling) await this.#polling.catch(() => {});
    this.#polling = this.#readAll();
    try {
      await this.#polling;
    } finally {
      this.#polling = null;
    }
  }

  /** Reads what has arrived, and passes samples on. */
  async sample(): Promise<void> {
    await this.poll();
    const { run_id, onSamples } = this.#options;
    const at = timestamp();
    onSamples(
      this.#subjects().flatMap((source) =>
        toCounters(this.account(source)).map(([metric, value]) => ({
          ...{ run_id, source, metric, unit: "", at, value },
        }))
      ),
    );
  }

  /** Returns the account of a sink or of the cluster, as of the last poll. */
  account(subject: string): SinkAccount {
    const { counts } = this.lines(subject);
    if (subject !== CLUSTER) return counts;
    const sum = (of: (account: SinkAccount) => number) =>
      this.#sinks.reduce((sum, { account }) => sum + of(account.counts), 0);
    return {
      ...counts,
      // Of each sink: what arrived at different ones has no order.
      backSteps: sum(({ backSteps }) => backSteps),
      torn: sum(({ torn }) => torn),
      foreign: sum(({ foreign }) => foreign),
    };
  }

  /** Returns which lines reached a sink or the cluster, as of the last poll. Throws TypeError for an unknown name. */
  lines(subject: string): LineAccount {
    const account = subject === CLUSTER
      ? this.#union
      : this.#sinks.find(({ name }) => name === subject)?.account;
    if (account) return account;
    throw new TypeError(`Cannot tell the lines of ${subject} as it is no sink`);
  }

  /** Returns whether a marker reached a sink, as of the last poll. */
  seen(sink: string, marker: number): boolean {
    return this.lines(sink).seen(marker);
  }

  /** Returns when each process of a sink began to count, in milliseconds since 1970, as of the last poll. */
  starts(sink: string): readonly number[] {
    return this.#sinks.find(({ name }) => name === sink)?.starts ?? [];
  }

  /** Returns latencies from due to arrival, by sink and phase of the due time: kind `delivery sink-1 measure`. */
  deliveries(): Histogram[] {
    const { run_id } = this.#options;
    return this.#sinks.flatMap(({ name, delivery }) => {
      // A phase may have begun more than once.
      const byPhase = new Map<Phase, DeliveryHistogram>();
      for (const [i, { phase }] of this.#phases.entries()) {
        const histogram = byPhase.get(phase) ?? new DeliveryHistogram();
        byPhase.set(phase, histogram);
        if (delivery[i]) histogram.addAll(delivery[i]);
      }
      return [...byPhase].flatMap(([phase, histogram]) =>
        histogram.toRows(run_id, `delivery ${name} ${phase}`)
      );
    });
  }

  /** Reads the rest, passes the last samples on, and closes the journals. Throws what was wrong with one. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#sampling;
    this.#broken.signal.throwIfAborted();
    await this.sample();
    this.#close();
  }

  /** Closes the journals. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#sampling;
    this.#close();
  }

  #close(): void {
    for (const { reader } of this.#sinks) reader[Symbol.dispose]();
  }

  #subjects(): string[] {
    const names = this.#sinks.map(({ name }) => name);
    return this.#union ? [...names, CLUSTER] : names;
  }

  async #readAll(): Promise<void> {
    for (const sink of this.#sinks) {
      await sink.reader.read({
        start: (at) => void sink.starts.push(at),
        run: (run) => this.#take(sink, run),
        broken: (torn, foreign) => sink.account.addBroken(torn, foreign),
      });
    }
  }

  #take({ account, delivery }: Followed, run: ArrivedRun): void {
    this.#union?.add(run);
    if (!account.add(run)) return;
    const histogram = delivery[this.#phaseAt(run.due)] ??=
      new DeliveryHistogram();
    histogram.add(run.at - run.due, run.length);
  }

  /** Returns the index of the phase in which a line was due. */
  #phaseAt(due: number): number {
    let index = this.#phases.length - 1;
    while (index > 0 && due < (this.#phases[index]?.from ?? 0)) index--;
    return index;
  }
}

function toCounters(account: SinkAccount): readonly (readonly [
  string,
  number,
])[] {
  return [
    ["received_lines", account.received],
    ["unique_lines", account.unique],
    ["duplicate_lines", account.duplicates],
    ["back_steps", account.backSteps],
    ["torn_lines", account.torn],
    ["foreign_lines", account.foreign],
  ];
}
