/**
 * Makes timelines of log lines: which entity reached which stage when.
 *
 * Nothing is dropped. What a log tells twice is counted, an entity of which it tells only a part stays incomplete, and
 * times are those of the log, so that a stage may precede the one before it where clocks differ. Lines of a container
 * wait until another line tells whether it is one of a task or of an instance.
 */
import type { StageModel } from "../../record/mod.ts";
import { cached } from "../source/cached.ts";
import { type LineData, type NameReader, nameReader } from "./entity_name.ts";
import {
  type FoundMark,
  lagerMarks,
  type MarkFinder,
  textMarks,
} from "./find_marks.ts";
import {
  type FileLine,
  type HeldStage,
  HeldStages,
  toFileLine,
} from "./held_stages.ts";
import {
  isFree,
  keyOf,
  type LineNames,
  type OpenTimeline,
  OpenTimelines,
  sessionKey,
  type StageTimeline,
} from "./open_timelines.ts";
import {
  type LineProcess,
  processNumbering,
  type StageLine,
} from "./stage_line.ts";

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
  /** Lines of a file that tell nothing but ownerless stages. */
  readonly ownerlessLines: number;
  /** Entities that were closed before the end of the log, as there were too many. */
  readonly early: number;
}

/** Limits of memory. */
export interface PairingLimits {
  /** Entities that a later line can change. @default {250_000} */
  readonly maxOpen?: number;
  /** Stages of containers whose owner is not known. @default {100_000} */
  readonly maxHeld?: number;
}

/** Reads what the data of a line names. */
interface NameReaders {
  readonly name: NameReader;
  readonly link: NameReader;
  readonly subject: NameReader;
}

/** Pairs lines to timelines of some models, which all are of lager lines or all of text. */
export class StagePairing {
  /** Tells before a line is parsed whether it can tell a stage. */
  readonly finder: MarkFinder;
  /** Returns the fields of a line's data that count for its stages, which any message tells. */
  readonly fieldsOf: (message: string) => ReadonlySet<string>;
  readonly #readers: ReadonlyMap<StageModel, NameReaders>;
  /** Models with stages that lines of any container tell. */
  readonly #sharing: readonly StageModel[];
  readonly #processOf = processNumbering();
  readonly #counts = { used: 0, repeated: 0, nameless: 0 };
  readonly #timelines: OpenTimelines;
  readonly #held: HeldStages;

  constructor(
    models: readonly StageModel[],
    { maxOpen = 250_000, maxHeld = 100_000 }: PairingLimits = {},
  ) {
    const isText = models.every(({ lines }) => lines === "text");
    this.finder = isText ? textMarks(models) : lagerMarks(models);
    this.fieldsOf = cached((message) =>
      new Set(this.finder.candidates(message).flatMap(fieldsOfMark))
    );
    this.#readers = new Map(models.map((model) => [model, toReaders(model)]));
    this.#sharing = models.filter(({ stages }) =>
      stages.some(({ shared }) => shared)
    );
    this.#timelines = new OpenTimelines(maxOpen);
    this.#held = new HeldStages(maxHeld);
  }

  get counts(): PairingCounts {
    const { ownerless, unusedLines } = this.#held;
    const { early } = this.#timelines;
    return { ...this.#counts, ownerless, ownerlessLines: unusedLines, early };
  }

  /** Adds a line, in order of the log; returns true if it tells a stage that is kept. `fileLine` is where it stands. */
  add(line: StageLine, fileLine: FileLine = toFileLine()): boolean {
    const process = this.#processOf(line);
    let isKept = false;
    for (const mark of this.finder.find(line.message, line.data)) {
      if (this.#addMark(mark, { line, process, fileLine })) isKept = true;
    }
    return isKept;
  }

  /** Returns the timelines that no later line can change, and forgets them. */
  takeClosed(): StageTimeline[] {
    return this.#timelines.takeClosed();
  }

  /** Returns all other timelines, in order of their first line. */
  finish(): StageTimeline[] {
    return this.#timelines.all();
  }

  /** Adds a stage that a line tells; returns true if it is kept. */
  #addMark(
    { model, index }: FoundMark,
    { line, process, fileLine }: {
      readonly line: StageLine;
      readonly process: LineProcess;
      readonly fileLine: FileLine;
    },
  ): boolean {
    const names = this.#namesOf(model, line, process);
    const { key } = names;
    const isShared = model.stages[index]?.shared ?? false;
    if (isShared && key !== null && !this.#timelines.has(key)) {
      // Of a container that is known to be another model's, it tells nothing.
      if (this.#isOwned(line.data)) return false;
      this.#held.hold(key, { index, line, fileLine });
      return true;
    }
    const timeline = this.#timelines.find({ model, index }, names, line.at);
    if (timeline === null) {
      this.#counts.nameless++;
      return false;
    }
    const isSet = this.#reach(timeline, index, line);
    if (isSet) fileLine.isUsed = true;
    if (isSet && model.scope === "process" && isLast(model, index)) {
      this.#timelines.close(timeline, key);
    }
    this.#takeHeld(timeline, names);
    return isSet;
  }

  /** Sets the time of a stage; returns false if it was reached before. */
  #reach(timeline: OpenTimeline, index: number, line: StageLine): boolean {
    if (!isFree(timeline, index)) {
      this.#counts.repeated++;
      return false;
    }
    timeline.times[index] = line.at;
    if (timeline.cell === "") timeline.cell = cellOf(line.data) ?? "";
    if (timeline.subject === "") {
      const readers = this.#readers.get(timeline.model);
      timeline.subject = readers?.subject(line.data) ?? "";
    }
    this.#counts.used++;
    return true;
  }

  /** Adds what waited for the owner of a container, and forgets what other models thought it might be. */
  #takeHeld(timeline: OpenTimeline, { key, name }: LineNames): void {
    if (key === null || name === null || this.#held.isEmpty) return;
    if (!this.#sharing.includes(timeline.model)) return;
    const taken = this.#held.take(key);
    const all: HeldStage[] = [...taken];
    const forget = (model: StageModel, other: string | null) => {
      if (other === null) return;
      for (const stage of this.#held.take(keyOf(model, other))) all.push(stage);
    };
    for (const model of this.#sharing) {
      forget(model, name);
      const nameOf = this.#readers.get(model)?.name;
      for (const { line } of taken) forget(model, nameOf?.(line.data) ?? null);
    }
    for (const { index, line, fileLine } of taken) {
      if (this.#reach(timeline, index, line)) fileLine.isUsed = true;
    }
    this.#held.settle(all);
  }

  /** Returns true if a line names a container of which some model knows the owner. */
  #isOwned(data: LineData): boolean {
    return this.#sharing.some((model) => {
      const name = this.#readers.get(model)?.name(data) ?? null;
      return name !== null && this.#timelines.has(keyOf(model, name));
    });
  }

  #namesOf(
    model: StageModel,
    { message, data }: StageLine,
    process: LineProcess,
  ): LineNames {
    const readers = this.#readers.get(model);
    const name = model.keyPart === null
      ? readers?.name(data) ?? null
      : message.split(".")[model.keyPart] ?? null;
    const link = readers?.link(data) ?? null;
    if (name === null) return { key: null, name, link };
    const key = model.scope === "log"
      ? keyOf(model, name)
      : sessionKey(model, name, process);
    return { key, name, link };
  }
}

function toReaders({ keys, links, subjects }: StageModel): NameReaders {
  return {
    name: nameReader(keys),
    link: nameReader(links),
    subject: nameReader(subjects),
  };
}

const cellPaths = [
  "cell-id",
  "cell_id",
  "instance_key.cell_id",
  "actual_lrp_instance_key.cell_id",
  "cell-guid",
];
const cellOf = nameReader(
  cellPaths.map((path) => ({ paths: [path], take: "all" })),
);

/** Returns the names of the fields that a stage of a model is read from: whole paths, and the first part of each. */
function fieldsOfMark({ model, index }: FoundMark): string[] {
  const { keys, links, subjects, stages } = model;
  const paths = [
    ...[...keys, ...links, ...subjects].flatMap((alias) => alias.paths),
    ...cellPaths,
    stages[index]?.where?.path ?? "",
  ];
  return paths.flatMap((path) => [path, path.split(".", 1)[0] ?? ""]);
}

function isLast({ stages }: StageModel, index: number): boolean {
  return index === stages.length - 1;
}
