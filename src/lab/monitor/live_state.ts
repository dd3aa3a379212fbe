/** The view of a run, gathered from the rows of its record while they are written. */
import type { Event, Operation, Run, Sample } from "../../record/mod.ts";
import { quantiles } from "../../statistics/mod.ts";
import type { DashboardNode, DashboardState } from "./dashboard.ts";

/** Milliseconds over which rates and latency are shown. */
const WINDOW = 5000;

/** Milliseconds after which a sample no longer tells how things are. */
const STALE = 4000;

/** Events that are kept for the view. */
const EVENTS = 50;

/** The setting that says how long a phase lasts. */
const LENGTHS: Readonly<Record<string, string>> = {
  warm_up: "warmup",
  measure: "duration",
  fault: "fault_duration",
  heal: "recovery",
  cool_down: "cooldown",
};

/** Sources of samples that are no nodes. */
const OTHERS = ["host", "generator", "cluster"];

/** A request that has ended. */
interface Done {
  readonly at: number;
  readonly duration: number;
  readonly ok: boolean;
}

/**
 * Takes rows in the order they were written. Its clock is the newest time among them, not that of who watches: rates fall when
 * the load stands still, as samples go on. Probes and read-backs are no requests.
 */
export class LiveFigures {
  readonly #run: Run;
  readonly #nodes = new Set<string>();
  readonly #health = new Map<string, string>();
  /** Last value by source and metric. */
  readonly #last = new Map<string, { readonly at: number; value: number }>();
  readonly #done = new Map<string, Done[]>();
  #events: Event[] = [];
  #phase = { name: "", began: 0 };
  #leader = "";
  #clock = 0;
  #since: number | null = null;
  #attempted = 0;
  #ok = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  addSamples(samples: readonly Sample[]): void {
    for (const { source, metric, at, value } of samples) {
      const time = this.#see(at);
      if (!OTHERS.includes(source)) this.#nodes.add(source);
      this.#last.set(`${source} ${metric}`, { at: time, value });
    }
  }

  addEvents(events: readonly Event[]): void {
    for (const { kind, subject, detail, at } of events) {
      const time = this.#see(at);
      if (kind === "phase") this.#phase = { name: subject, began: time };
      if (kind === "leader") this.#leader = subject;
      if (kind === "health") {
        this.#nodes.add(subject);
        this.#health.set(subject, detail);
      }
      // Of a target that is no node nothing else is known: it gets no row.
      if (kind === "up" || kind === "down") this.#health.set(subject, kind);
    }
    this.#events = this.#events.concat(events).slice(-EVENTS);
  }

  addOperations(operations: readonly Operation[]): void {
    for (const operation of operations) {
      const { kind, subject, started_at, duration_s, outcome } = operation;
      const duration = duration_s ?? 0;
      const at = this.#see(started_at, duration);
      if (kind.startsWith("probe_") || kind === "verify") continue;
      this.#nodes.add(subject);
      const ok = outcome === "ok";
      const done = this.#done.get(subject) ?? [];
      this.#done.set(subject, done);
      done.push({ at, duration, ok });
      this.#since = Math.min(this.#since ?? at, at);
      this.#attempted++;
      if (ok) this.#ok++;
    }
  }

  /** How things stand as of the newest row. */
  get state(): DashboardState {
    const { experiment, case_id, repetition, system, system_version, mode } =
      this.#run;
    this.#forget();
    return {
      title: `${experiment}: ${case_id}, repetition ${repetition}`,
      system: `${system} ${system_version}`.trim(),
      mode,
      phase: this.#phase.name,
      left: this.#left(),
      leader: this.#leader,
      nodes: [...this.#nodes]
        .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
        .map((name) => this.#toNode(name)),
      hostCpu: this.#value("host", "cpu"),
      generatorCpu: this.#value("generator", "cpu"),
      events: this.#events,
      totals: {
        since: this.#since === null
          ? null
          : new Date(this.#since).toISOString(),
        attempted: this.#attempted,
        ok: this.#ok,
      },
    };
  }

  /** Milliseconds since 1970 of something that lasted some seconds from `at`; moves the clock on. */
  #see(at: string | null, seconds = 0): number {
    const time = at === null ? this.#clock : Date.parse(at) + seconds * 1000;
    this.#clock = Math.max(this.#clock, time);
    return time;
  }

  #forget(): void {
    for (const [name, done] of this.#done) {
      const recent = done.filter(({ at }) => at > this.#clock - WINDOW);
      this.#done.set(name, recent);
    }
  }

  #left(): number | null {
    const { name, began } = this.#phase;
    const length = this.#run.params
      .find(({ key }) => key === LENGTHS[name])?.number ?? null;
    return length === null
      ? null
      : Math.max(0, length - (this.#clock - began) / 1000);
  }

  #value(source: string, metric: string): number | null {
    const last = this.#last.get(`${source} ${metric}`);
    return last && last.at > this.#clock - STALE ? last.value : null;
  }

  #toNode(name: string): DashboardNode {
    const done = this.#done.get(name);
    const ok = done?.filter(({ ok }) => ok) ?? [];
    const seconds = Math.min(
      WINDOW,
      this.#clock - (this.#since ?? this.#clock),
    ) / 1000;
    const rate = (n: number) => seconds > 0 ? n / seconds : null;
    const [p99] = quantiles(ok.map(({ duration }) => duration), [0.99]);
    return {
      name,
      status: this.#health.get(name) ?? "",
      cpu: this.#value(name, "cpu"),
      memory: this.#value(name, "memory"),
      requests: done ? rate(done.length) : null,
      errors: done ? rate(done.length - ok.length) : null,
      p99: p99?.value ?? null,
    };
  }
}
