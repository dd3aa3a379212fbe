/** Builds the live view of a run from the rows of its record while they are written. */
import {
  type Event,
  type EventKind,
  isLoad,
  type Operation,
  type Run,
  type Sample,
  type Source,
} from "../../record/mod.ts";
import type { DashboardNode, DashboardState } from "./dashboard_state.ts";
import { parseTime } from "./parse_time.ts";
import { phaseDurations } from "./phase_durations.ts";
import { RecentRequests } from "./recent_requests.ts";

/** Age at which a sample is out of date. */
const MAX_SAMPLE_AGE_MS = 4000;

/** Events kept for the view. */
const MAX_EVENTS = 50;

/** Kinds of events that are text in full, and would push all others out. */
const longKinds: readonly string[] = [
  "configuration",
  "remark",
] satisfies EventKind[];

/** Sources of samples that get no row. */
const nonNodeSources: readonly string[] = [
  "host",
  "generator",
  "runner",
  "cluster",
] satisfies Source[];

/**
 * Live state of a run. Expects rows in the order they were written. Its clock is the newest time in the rows, not the
 * clock of this process, so rates fall when the load stops while samples continue. Ignores probes and read-backs.
 */
export class LiveState {
  readonly #run: Run;
  readonly #durations: ReadonlyMap<string, number>;
  readonly #nodes = new Set<string>();
  readonly #health = new Map<string, string>();
  /** Last value by source and metric. */
  readonly #last = new Map<string, { readonly at: number; value: number }>();
  readonly #requests = new Map<string, RecentRequests>();
  #events: Event[] = [];
  #phase = { name: "", began: 0 };
  #leader = "";
  #clock = 0;
  #since: number | null = null;
  #attempted = 0;
  #ok = 0;

  constructor(run: Run) {
    this.#run = run;
    this.#durations = phaseDurations(run);
  }

  addSamples(samples: readonly Sample[]): void {
    for (const { source, metric, at, value } of samples) {
      const time = this.#advanceClock(at);
      if (!nonNodeSources.includes(source)) this.#nodes.add(source);
      this.#last.set(`${source} ${metric}`, { at: time, value });
    }
  }

  addEvents(events: readonly Event[]): void {
    for (const { kind, subject, detail, at } of events) {
      const time = this.#advanceClock(at);
      if (kind === "phase") this.#phase = { name: subject, began: time };
      if (kind === "leader") this.#leader = subject;
      if (kind === "health") {
        this.#nodes.add(subject);
        this.#health.set(subject, detail);
      }
      // A scrape target gets no row, as nothing else is known of it.
      if (kind === "up" || kind === "down") this.#health.set(subject, kind);
    }
    const shown = events.filter(({ kind }) => !longKinds.includes(kind));
    this.#events = this.#events.concat(shown).slice(-MAX_EVENTS);
  }

  addOperations(operations: readonly Operation[]): void {
    for (const operation of operations) {
      const { kind, subject, started_at, duration_s, outcome } = operation;
      const duration = duration_s ?? 0;
      const at = this.#advanceClock(started_at, duration);
      if (!isLoad(kind)) continue;
      this.#nodes.add(subject);
      const ok = outcome === "ok";
      const requests = this.#requests.get(subject) ?? new RecentRequests();
      this.#requests.set(subject, requests);
      requests.add(at, duration, ok);
      this.#since = Math.min(this.#since ?? at, at);
      this.#attempted++;
      if (ok) this.#ok++;
    }
    for (const one of this.#requests.values()) one.forget(this.#clock);
  }

  /** State as of the newest row. */
  get state(): DashboardState {
    const { experiment, case_id, repetition, system, system_version, mode } =
      this.#run;
    return {
      title: `${experiment}: ${case_id}, repetition ${repetition}`,
      system: `${system} ${system_version}`.trim(),
      mode,
      phase: this.#phase.name,
      secondsLeft: this.#secondsLeft(),
      leader: this.#leader,
      virtual: this.#toVirtual(),
      // Sources and subjects of a simulated run are no processes.
      nodes: mode === "simulated" ? [] : [...this.#nodes]
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

  /** Returns the end of an interval of some seconds from `at`, in milliseconds since 1970; advances the clock to it. */
  #advanceClock(at: string | null, seconds = 0): number {
    const time = at === null ? this.#clock : parseTime(at) + seconds * 1000;
    this.#clock = Math.max(this.#clock, time);
    return time;
  }

  #secondsLeft(): number | null {
    const { name, began } = this.#phase;
    const duration = this.#durations.get(name);
    return duration === undefined
      ? null
      : Math.max(0, duration - (this.#clock - began) / 1000);
  }

  #toVirtual(): DashboardState["virtual"] {
    const { mode, started_at } = this.#run;
    if (mode !== "simulated" || started_at === null) return null;
    const start = parseTime(started_at);
    return { start, seconds: Math.max(0, this.#clock - start) / 1000 };
  }

  #value(source: string, metric: string): number | null {
    const last = this.#last.get(`${source} ${metric}`);
    return last && last.at > this.#clock - MAX_SAMPLE_AGE_MS
      ? last.value
      : null;
  }

  #toNode(name: string): DashboardNode {
    const recent = this.#requests.get(name)
      ?.rates(this.#clock, this.#since ?? this.#clock);
    return {
      name,
      status: this.#health.get(name) ?? "",
      cpu: this.#value(name, "cpu"),
      memory: this.#value(name, "memory"),
      requests: recent?.requests ?? null,
      errors: recent?.errors ?? null,
      p99: recent?.p99 ?? null,
    };
  }
}
