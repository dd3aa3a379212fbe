/** Keeps stages of containers until a line tells whose container it is. */
import type { StageLine } from "./stage_line.ts";

/** A line of a file, in which several log lines may stand; it is used if any of them tells something. */
export interface FileLine {
  isUsed: boolean;
  /** Stages of it that wait for the owner of a container. */
  waiting: number;
}

/** Creates a line of which nothing is known yet. */
export function toFileLine(): FileLine {
  return { isUsed: false, waiting: 0 };
}

/** A stage of a container whose owner is not known yet. */
export interface HeldStage {
  /** Position among the stages of its model. */
  readonly index: number;
  readonly line: StageLine;
  readonly fileLine: FileLine;
}

/** Stages by the key of the entity that they may belong to. */
export class HeldStages {
  readonly #max: number;
  readonly #byKey = new Map<string, HeldStage[]>();
  #size = 0;
  #givenUp = 0;
  #unused = 0;

  /** Of more than `max` stages the older half is given up. */
  constructor(max: number) {
    this.#max = max;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Number of stages that are held or were given up. */
  get ownerless(): number {
    return this.#size + this.#givenUp;
  }

  /** Number of lines of a file that told nothing else, and whose stages belong to nothing so far. */
  get unusedLines(): number {
    const waiting = new Set<FileLine>();
    for (const stages of this.#byKey.values()) {
      for (const { fileLine } of stages) {
        if (!fileLine.isUsed) waiting.add(fileLine);
      }
    }
    return this.#unused + waiting.size;
  }

  hold(key: string, stage: HeldStage): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, [stage]);
    else known.push(stage);
    this.#size++;
    stage.fileLine.waiting++;
    if (this.#size > this.#max) this.#giveUp();
  }

  /** Returns the stages of an entity and forgets them; `settle()` them once it is known which of them are used. */
  take(key: string): readonly HeldStage[] {
    const taken = this.#byKey.get(key);
    if (taken === undefined) return [];
    this.#byKey.delete(key);
    this.#size -= taken.length;
    for (const { fileLine } of taken) fileLine.waiting--;
    return taken;
  }

  /** Counts the lines of taken stages that told nothing and wait for nothing more. */
  settle(taken: Iterable<HeldStage>): void {
    const lines = new Set<FileLine>();
    for (const { fileLine } of taken) lines.add(fileLine);
    for (const { isUsed, waiting } of lines) {
      if (!isUsed && waiting === 0) this.#unused++;
    }
  }

  #giveUp(): void {
    const dropped: HeldStage[] = [];
    for (const key of this.#byKey.keys()) {
      if (this.#size <= this.#max / 2) break;
      for (const stage of this.take(key)) dropped.push(stage);
    }
    this.#givenUp += dropped.length;
    this.settle(dropped);
  }
}
