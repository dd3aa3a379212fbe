/**
 * Keeps the timelines that a later line can change, by the names of their entities.
 *
 * Memory does not grow with the log: of too many timelines those of which no line told for longest are closed, and a later
 * line of one of their entities begins it anew.
 */
import type { StageModel } from "../../record/mod.ts";
import type { FoundMark } from "./find_marks.ts";
import type { LineProcess } from "./stage_line.ts";

/** An entity with the times of its stages. */
export interface StageTimeline {
  readonly model: StageModel;
  /** Name of the entity; of one that never got a name, that of its process and index. */
  readonly name: string;
  /** From 1: a name may be used again. Always 1 of sessions, whose names are used again without end. */
  readonly attempt: number;
  /** How often timelines had been closed early when it began: each time, names and attempts count anew. */
  readonly part: number;
  /** What it is one of, and the cell that it was on; empty if no line told. */
  readonly subject: string;
  readonly cell: string;
  /** Milliseconds since 1970 by position of the stage; NaN where no line told it. */
  readonly times: readonly number[];
}

/** Timeline that lines still change. */
export interface OpenTimeline extends StageTimeline {
  name: string;
  attempt: number;
  part: number;
  subject: string;
  cell: string;
  readonly times: number[];
}

/** What a line names; null for what it does not name. */
export interface LineNames {
  /** Key of the entity. */
  readonly key: string | null;
  readonly name: string | null;
  /** Process and index, which join lines from before the entity had a name. */
  readonly link: string | null;
}

/** Milliseconds by which machines' clocks may differ: a creation may be later than the claim that answers it. */
const MAX_SKEW_MS = 5000;

/** Returns the key of an entity, by its name or by its place among the instances of a process. */
export function keyOf({ kind }: StageModel, name: string): string {
  return `${kind}\n${name}`;
}

/** Returns the key of a session of a process between two of its starts. */
export function sessionKey(
  { kind }: StageModel,
  name: string,
  { number, starts }: LineProcess,
): string {
  return `${kind} ${number}.${starts}\n${name}`;
}

/** Returns true if no line has told a stage. */
export function isFree({ times }: StageTimeline, index: number): boolean {
  return Number.isNaN(times[index]);
}

/** All timelines that are open, and those that have been closed since they were last taken. */
export class OpenTimelines {
  readonly #max: number;
  readonly #open = new Map<string, OpenTimeline>();
  /** The latest timeline of a process and index, until an entity's own name takes it. */
  readonly #waiting = new Map<string, OpenTimeline>();
  /** The latest timeline of a process and index that has a name of its own. */
  readonly #named = new Map<string, OpenTimeline>();
  readonly #attempts = new Map<string, number>();
  /** In order of their first line. */
  readonly #all = new Set<OpenTimeline>();
  #part = 0;
  #early = 0;
  #closed: StageTimeline[] = [];

  /** Of more than `max` timelines the half is closed of which no line told for longest. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Number of timelines that were closed as there were too many. */
  get early(): number {
    return this.#early;
  }

  has(key: string): boolean {
    return this.#open.has(key);
  }

  /** Returns the timelines that are open, in order of their first line. */
  all(): StageTimeline[] {
    return [...this.#all];
  }

  /** Returns the timelines that no later line can change, and forgets them. */
  takeClosed(): StageTimeline[] {
    const taken = this.#closed;
    this.#closed = [];
    return taken;
  }

  /** Finds the timeline that a stage belongs to, or begins one; null if the line names none. */
  find(
    { model, index }: FoundMark,
    { key, name, link }: LineNames,
    at: number,
  ): OpenTimeline | null {
    const place = link === null ? null : keyOf(model, link);
    if (key === null || name === null) {
      if (link === null || place === null) return null;
      const waiting = this.#waiting.get(place);
      if (waiting && isFree(waiting, index)) return waiting;
      const named = this.#named.get(place);
      if (named && isFree(named, index) && isNear(named, at)) return named;
      const begun = this.#begin(model, place, link);
      this.#waiting.set(place, begun);
      return begun;
    }
    const known = this.#open.get(key);
    if (known && !beginsAgain(known, index)) {
      if (place !== null) this.#place(known, place);
      return known;
    }
    if (known && model.scope === "process") this.close(known, key);
    const waiting = known || place === null
      ? undefined
      : this.#waiting.get(place);
    if (waiting && place !== null) {
      this.#waiting.delete(place);
      waiting.name = name;
      waiting.part = this.#part;
      waiting.attempt = this.#nextAttempt(model, key);
    }
    const timeline = waiting ?? this.#begin(model, key, name);
    this.#open.set(key, timeline);
    if (place !== null) this.#named.set(place, timeline);
    return timeline;
  }

  /** Closes a timeline that no later line can change. */
  close(timeline: OpenTimeline, key: string | null): void {
    this.#all.delete(timeline);
    this.#closed.push(timeline);
    if (key !== null) this.#open.delete(key);
  }

  /**
   * Notes the place of a timeline whose name a line told before its place: what waits there became it, unless it was
   * created later.
   */
  #place(timeline: OpenTimeline, place: string): void {
    if (this.#named.get(place) === timeline) return;
    this.#named.set(place, timeline);
    const waiting = this.#waiting.get(place);
    if (!waiting || !isBefore(waiting, timeline)) return;
    for (const [index, at] of waiting.times.entries()) {
      if (!Number.isNaN(at)) timeline.times[index] = at;
    }
    timeline.subject ||= waiting.subject;
    timeline.cell ||= waiting.cell;
    this.#waiting.delete(place);
    this.#all.delete(waiting);
  }

  #begin(model: StageModel, key: string, name: string): OpenTimeline {
    if (this.#all.size >= this.#max) this.#closeOldest();
    const timeline = {
      model,
      name,
      attempt: this.#nextAttempt(model, key),
      part: this.#part,
      subject: "",
      cell: "",
      times: new Array<number>(model.stages.length).fill(NaN),
    };
    this.#all.add(timeline);
    return timeline;
  }

  #nextAttempt({ scope }: StageModel, key: string): number {
    if (scope === "process") return 1;
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, attempt);
    return attempt;
  }

  #closeOldest(): void {
    const byTime = Array.from(
      this.#all,
      (timeline) => ({ timeline, latest: latestOf(timeline) }),
    ).sort((a, b) => a.latest - b.latest);
    byTime.length = Math.ceil(byTime.length / 2);
    for (const { timeline } of byTime) this.close(timeline, null);
    for (const named of [this.#open, this.#waiting, this.#named]) {
      for (const [key, timeline] of named) {
        if (!this.#all.has(timeline)) named.delete(key);
      }
    }
    for (const key of this.#attempts.keys()) {
      if (!this.#open.has(key) && !this.#waiting.has(key)) {
        this.#attempts.delete(key);
      }
    }
    this.#part++;
    this.#early += byTime.length;
  }
}

/** Returns the latest time of the stages that were reached. */
function latestOf({ times }: StageTimeline): number {
  let latest = -Infinity;
  for (const at of times) if (at > latest) latest = at;
  return latest;
}

/** Returns true if a timeline has only stages that the other lacks, all of them before it, within what clocks differ by. */
function isBefore(first: StageTimeline, second: StageTimeline): boolean {
  const begin = second.times.reduce(
    (least, at) => at < least ? at : least,
    Infinity,
  );
  return latestOf(first) <= begin + MAX_SKEW_MS &&
    first.times.every((at, i) => Number.isNaN(at) || isFree(second, i));
}

/** Returns true if a time is that of a stage that was reached, within what clocks may differ by. */
function isNear({ times }: StageTimeline, at: number): boolean {
  return times.some((time) => Math.abs(time - at) <= MAX_SKEW_MS);
}

/** Returns true if the first of the stages that were reached is reached again. */
function beginsAgain({ times }: StageTimeline, index: number): boolean {
  return times.findIndex((time) => !Number.isNaN(time)) === index;
}
