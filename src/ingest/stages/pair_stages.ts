/**
 * Makes timelines of log lines: which entity reached which stage when.
 *
 * Nothing is dropped. What a log tells twice is counted, an entity of which it tells only a part stays incomplete, and
 * times are those of the log, so that a stage may precede the one before it where clocks differ. Lines of a container
 * wait until another line tells whether it is one of a task or of an instance.
 */
import { processStarts, type StageModel } from "../../record/mod.ts";
import { type LineData, nameOf } from "./entity_name.ts";
import {
  type FoundMark,
  lagerMarks,
  type MarkFinder,
  textMarks,
} from "./find_marks.ts";

/** A parsed log line. */
export interface StageLine {
  /** Milliseconds since 1970, with a fraction. */
  readonly at: number;
  /** Component that wrote it: `bbs`. */
  readonly source: string;
  /** Machine or file that it comes from: two processes of one name have sessions of their own. */
  readonly origin: string;
  readonly message: string;
  readonly data: LineData;
}

/** An entity with the times of its stages. */
export interface StageTimeline {
  readonly model: StageModel;
  /** Name of the entity; of one that never got a name, that of its process and index. */
  readonly name: string;
  /** From 1: a name may be used again. Always 1 of sessions, whose names are used again without end. */
  readonly attempt: number;
  /** What it is one of, and the cell that it was on; empty if no line told. */
  readonly subject: string;
  readonly cell: string;
  /** Milliseconds since 1970 by position of the stage; NaN where no line told it. */
  readonly times: Float64Array;
}

/** What became of the lines. */
export interface PairingCounts {
  /** Stages that became part of a timeline. */
  readonly used: number;
  /** Stages that an entity had reached already. */
  readonly repeated: number;
  /** Stages of lines that do not name their entity. */
  readonly nameless: number;
  /** Stages of containers of which no line tells whose they are; they may still be told. */
  readonly ownerless: number;
}

/** A stage of a container whose owner is not known yet. */
interface HeldStage {
  readonly index: number;
  readonly line: StageLine;
}

type OpenTimeline = { -readonly [K in keyof StageTimeline]: StageTimeline[K] };

/** Names that a line has, as keys of maps; null for what it does not name. */
interface LineNames {
  readonly key: string | null;
  readonly name: string;
  readonly link: string | null;
  readonly linkName: string;
}

/** Milliseconds by which machines' clocks may differ: a creation may be later than the claim that answers it. */
const MAX_SKEW_MS = 5000;

/** Pairs lines to timelines of some models, which all are of lager lines or all of text. */
export class StagePairing {
  /** Tells before a line is parsed whether it can tell a stage. */
  readonly finder: MarkFinder;
  /** Models with stages that lines of any container tell. */
  readonly #sharing: readonly StageModel[];
  readonly #counts = { used: 0, repeated: 0, nameless: 0 };
  readonly #open = new Map<string, OpenTimeline>();
  /** The latest timeline of a process and index, until an entity's own name takes it. */
  readonly #waiting = new Map<string, OpenTimeline>();
  /** The latest timeline of a process and index that has a name of its own. */
  readonly #named = new Map<string, OpenTimeline>();
  readonly #attempts = new Map<string, number>();
  readonly #all = new Set<OpenTimeline>();
  readonly #held = new Map<string, HeldStage[]>();
  readonly #starts = new Map<string, { n: number; by: string }>();
  #closed: StageTimeline[] = [];

  constructor(models: readonly StageModel[]) {
    const isText = models.every(({ lines }) => lines === "text");
    this.finder = isText ? textMarks(models) : lagerMarks(models);
    this.#sharing = models.filter(({ stages }) =>
      stages.some(({ shared }) => shared)
    );
  }

  get counts(): PairingCounts {
    const held = [...this.#held.values()];
    const ownerless = held.reduce((sum, { length }) => sum + length, 0);
    return { ...this.#counts, ownerless };
  }

  /** Adds a line, in order of the log; returns true if it tells a stage that is kept. */
  add(line: StageLine): boolean {
    this.#noteStart(line);
    const found = this.finder.find(line.message, line.data);
    if (found.length === 0) return false;
    const marks = found.map(({ model, index }) => ({
      ...{ model, index, names: this.#namesOf(model, line) },
      isShared: model.stages[index]?.shared ?? false,
    }));
    let isKept = false;
    for (const { model, index, names, isShared } of marks) {
      const { key } = names;
      if (isShared && key !== null && !this.#open.has(key)) {
        // Of a container that is known to be another model's, it tells nothing.
        if (this.#isOwned(line)) continue;
        const held = this.#held.get(key) ?? [];
        this.#held.set(key, held);
        held.push({ index, line });
        isKept = true;
        continue;
      }
      const timeline = this.#timelineOf({ model, index }, names, line.at);
      if (timeline === null) {
        this.#counts.nameless++;
        continue;
      }
      const isSet = this.#reach(timeline, index, line);
      if (isSet && model.scope === "process" && isLast(model, index)) {
        this.#close(timeline, key);
      }
      this.#takeHeld(timeline, names);
      isKept ||= isSet;
    }
    return isKept;
  }

  /** Returns the timelines that no later line can change, and forgets them. */
  takeClosed(): StageTimeline[] {
    const taken = this.#closed;
    this.#closed = [];
    return taken;
  }

  /** Returns all other timelines, in order of their first line. */
  finish(): StageTimeline[] {
    return [...this.#all];
  }

  /** Sets the time of a stage; returns false if it was reached before. */
  #reach(timeline: OpenTimeline, index: number, line: StageLine): boolean {
    if (!isFree(timeline, index)) {
      this.#counts.repeated++;
      return false;
    }
    timeline.times[index] = line.at;
    timeline.cell ||= nameOf(line.data, cellAliases) ?? "";
    timeline.subject ||= nameOf(line.data, timeline.model.subjects) ?? "";
    this.#counts.used++;
    return true;
  }

  /** Adds what waited for the owner of a container, and forgets what other models thought it might be. */
  #takeHeld(timeline: OpenTimeline, { key, name }: LineNames): void {
    if (key === null || this.#held.size === 0) return;
    const held = this.#held.get(key) ?? [];
    for (const { kind, keys } of this.#sharing) {
      this.#held.delete(keyOf(kind, name));
      for (const { line } of held) {
        this.#held.delete(keyOf(kind, nameOf(line.data, keys) ?? ""));
      }
    }
    for (const { index, line } of held) this.#reach(timeline, index, line);
  }

  /** Returns true if a line names a container of which some model knows the owner. */
  #isOwned({ data }: StageLine): boolean {
    return this.#sharing.some(({ kind, keys }) => {
      const name = nameOf(data, keys);
      return name !== null && this.#open.has(keyOf(kind, name));
    });
  }

  #namesOf(model: StageModel, line: StageLine): LineNames {
    const { keyPart, keys, links, kind, scope } = model;
    const name = keyPart === null
      ? nameOf(line.data, keys)
      : line.message.split(".")[keyPart] ?? null;
    const link = nameOf(line.data, links);
    const process = processOf(line);
    const within = scope === "log"
      ? ""
      : `${process}\n${this.#starts.get(process)?.n ?? 0}`;
    return {
      key: name === null ? null : keyOf(kind, name, within),
      name: name ?? "",
      link: link === null ? null : JSON.stringify([kind, link]),
      linkName: link ?? "",
    };
  }

  /** Finds the timeline that a stage belongs to, or begins one; null if the line names none. */
  #timelineOf(
    { model, index }: FoundMark,
    { key, name, link, linkName }: LineNames,
    at: number,
  ): OpenTimeline | null {
    if (key === null) {
      if (link === null) return null;
      const waiting = this.#waiting.get(link);
      if (waiting && isFree(waiting, index)) return waiting;
      const named = this.#named.get(link);
      if (named && isFree(named, index) && isNear(named, at)) return named;
      const begun = this.#begin(model, link, linkName);
      this.#waiting.set(link, begun);
      return begun;
    }
    const known = this.#open.get(key);
    if (known && !beginsAgain(known, index)) return known;
    if (known && model.scope === "process") this.#close(known, key);
    const waiting = known || link === null
      ? undefined
      : this.#waiting.get(link);
    if (waiting && link !== null) {
      this.#waiting.delete(link);
      waiting.name = name;
      waiting.attempt = this.#nextAttempt(model, key);
    }
    const timeline = waiting ?? this.#begin(model, key, name);
    this.#open.set(key, timeline);
    if (link !== null) this.#named.set(link, timeline);
    return timeline;
  }

  #begin(model: StageModel, key: string, name: string): OpenTimeline {
    const timeline = {
      model,
      name,
      attempt: this.#nextAttempt(model, key),
      subject: "",
      cell: "",
      times: new Float64Array(model.stages.length).fill(NaN),
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

  #close(timeline: OpenTimeline, key: string | null): void {
    this.#all.delete(timeline);
    this.#closed.push(timeline);
    if (key !== null) this.#open.delete(key);
  }

  /** A process that begins has new sessions. It says `starting` and then `started`, or one of them. */
  #noteStart(line: StageLine): void {
    const by = processStarts.find((word) =>
      line.message === `${line.source}.${word}`
    );
    if (by === undefined) return;
    const process = processOf(line);
    const last = this.#starts.get(process);
    const isSame = by === "started" && last?.by === "starting";
    this.#starts.set(process, { n: (last?.n ?? 0) + (isSame ? 0 : 1), by });
  }
}

const cellAliases = [
  "cell-id",
  "cell_id",
  "instance_key.cell_id",
  "actual_lrp_instance_key.cell_id",
  "cell-guid",
].map((path) => ({ paths: [path], take: "all" as const }));

function keyOf(kind: string, name: string, within = ""): string {
  return JSON.stringify([kind, within, name]);
}

function isLast({ stages }: StageModel, index: number): boolean {
  return index === stages.length - 1;
}

function processOf({ origin, source }: StageLine): string {
  return `${origin}\n${source}`;
}

function isFree({ times }: StageTimeline, index: number): boolean {
  return Number.isNaN(times[index]);
}

/** Returns true if a time is that of a stage that was reached, within what clocks may differ by. */
function isNear({ times }: StageTimeline, at: number): boolean {
  return times.some((time) => Math.abs(time - at) <= MAX_SKEW_MS);
}

/** Returns true if the first of the stages that were reached is reached again. */
function beginsAgain({ times }: StageTimeline, index: number): boolean {
  return !Number.isNaN(times[index]) &&
    times.subarray(0, index).every((time) => Number.isNaN(time));
}
