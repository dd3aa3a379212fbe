/** Finds the stages that a log line tells. */
import type { StageMark, StageModel } from "../../record/mod.ts";
import { cached } from "../source/cached.ts";
import { fieldOf, type LineData } from "./entity_name.ts";

/** A stage of a model, which a line tells. */
export interface FoundMark {
  readonly model: StageModel;
  /** Position among the stages of the model. */
  readonly index: number;
}

/** Finds stages by message; most lines tell none, and are not worth being parsed. */
export interface MarkFinder {
  /** Returns the stages that a message may tell; empty for none. */
  readonly candidates: (message: string) => readonly FoundMark[];
  /** Returns those that a line with this message and data tells. */
  readonly find: (message: string, data: LineData) => readonly FoundMark[];
}

const none: readonly FoundMark[] = [];

/** Creates a finder of the stages of models whose lines are lager lines. */
export function lagerMarks(models: readonly StageModel[]): MarkFinder {
  const byEnd = new Map<string, (FoundMark & { message: string })[]>();
  for (const model of models) {
    if (model.lines !== "lager") continue;
    for (const [index, { messages }] of model.stages.entries()) {
      for (const message of messages) {
        const end = lastPart(message);
        const known = byEnd.get(end) ?? [];
        byEnd.set(end, known);
        known.push({ model, index, message });
      }
    }
  }
  // Components have few messages, and write them millions of times.
  return toFinder(cached((message) => {
    const known = byEnd.get(lastPart(message));
    if (known === undefined) return none;
    return known.filter((mark) =>
      (message === mark.message || message.endsWith(`.${mark.message}`)) &&
      message.startsWith(mark.model.prefix)
    );
  }));
}

/** Creates a finder of the stages of models whose lines are plain text. */
export function textMarks(models: readonly StageModel[]): MarkFinder {
  const marks = models.filter(({ lines }) => lines === "text")
    .flatMap((model) =>
      model.stages.map(({ messages }, index) => ({ model, index, messages }))
    );
  return toFinder((message) =>
    marks.filter(({ messages }) =>
      messages.some((text) => message.includes(text))
    )
  );
}

function toFinder(candidates: MarkFinder["candidates"]): MarkFinder {
  return {
    candidates,
    find: (message, data) => {
      const found = candidates(message);
      const isTold = ({ model, index }: FoundMark) =>
        tells(model.stages[index]?.where ?? null, data);
      return found.every(isTold) ? found : found.filter(isTold);
    },
  };
}

function tells(where: StageMark["where"], data: LineData): boolean {
  return where === null ||
    (fieldOf(data, where.path) ?? "").includes(where.has);
}

function lastPart(message: string): string {
  return message.slice(message.lastIndexOf(".") + 1);
}
