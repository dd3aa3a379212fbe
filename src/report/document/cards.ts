/** Sorts reports into families and picks what the index says of each, for both Markdown and HTML. */
import { compareText, counted, type Mode } from "../../record/mod.ts";
import { fileName } from "../text/slug.ts";
import type { Tile } from "./answer_data.ts";
import { type NumberedFigure, toContent } from "./blocks.ts";
import { describeFailure } from "./labels.ts";
import type { Report } from "./normalise.ts";
import { formatDays, type RecordSource } from "./provenance.ts";

/** What the index says of one report. */
export interface Card {
  readonly report: Report;
  /** Name of the report's files, without extension. */
  readonly file: string;
  /** Why the results are missing or may be old, one sentence each; empty for a complete report. */
  readonly notes: readonly Note[];
  /** Verdict as Markdown; the first paragraph of a headline without an answer, which may be long. */
  readonly said: string;
  /** The first key figures. */
  readonly tiles: readonly Tile[];
  /** Modes of the records, in words. */
  readonly modes: readonly string[];
  /** Runs and days of the records: `110 runs`, `2026-11-02 to 2026-11-28`. */
  readonly facts: readonly string[];
  /** Lead figure, or else the first one; null if there is none. */
  readonly figure: NumberedFigure | null;
}

/** Why a report has no results, or may have old ones. */
export interface Note {
  /** `Incomplete`, `By name only`. */
  readonly label: string;
  readonly text: string;
}

/** Reports about one kind of thing. */
export interface Family {
  readonly name: string;
  readonly cards: readonly Card[];
}

const MAX_TILES = 3;

/** Family of reports on runs of whatever kind: who looks for one kind of thing does so before. */
const ANY_RUNS = "Any runs";

/** Sorts reports into families by name, those on any runs last; within one they keep their order. */
export function toFamilies(reports: readonly Report[]): Family[] {
  const families = Map.groupBy(reports, familyOf);
  const isLast = (name: string) => name === ANY_RUNS ? 1 : 0;
  return [...families]
    .sort(([a], [b]) => isLast(a) - isLast(b) || compareText(a, b))
    .map(([name, members]) => ({ name, cards: members.map(toCard) }));
}

/** Returns the family that the notebook names, or else what its records are. */
function familyOf({ execution, provenance }: Report): string {
  const { family } = execution.notebook;
  if (family !== "") return family;
  const modes = provenance.records.flatMap(({ modes }) => modes);
  if (modes.length === 0) return "Other notebooks";
  return modes.every((mode) => mode === "imported")
    ? "Results of others"
    : "Measurements";
}

function toCard(report: Report): Card {
  const { answer, headline, provenance } = report;
  const { lead, blocks } = toContent(report);
  const first = blocks.find((block): block is NumberedFigure =>
    block.kind === "figure"
  );
  return {
    report,
    file: fileName(report),
    notes: toNotes(report),
    said: answer ? headline : headline.split(/\n\s*\n/)[0] ?? "",
    tiles: answer?.tiles.slice(0, MAX_TILES) ?? [],
    modes: describeModes(provenance.records),
    facts: describeRecords(provenance.records),
    figure: lead ?? first ?? null,
  };
}

function toNotes({ execution }: Report): Note[] {
  const notes: Note[] = [];
  const failure = describeFailure(execution);
  if (failure) notes.push({ label: "Incomplete", text: failure });
  const { byDefault, requires, name } = execution.notebook;
  if (!byDefault) {
    const needs = requires.length === 0
      ? ""
      : `; it needs ${
        requires.map((folder) => `optional/${folder}`).join(", ")
      }`;
    notes.push({
      label: "By name only",
      text:
        `deno task report ${name} makes it, and no other command${needs}. ` +
        "Its page may be older than the records.",
    });
  }
  return notes;
}

const modeWords: Readonly<Record<Mode, string>> = {
  real: "Real systems",
  embedded: "Embedded system",
  simulated: "Simulated",
  imported: "Imported",
};

function describeModes(records: readonly RecordSource[]): string[] {
  const modes = records.flatMap(({ modes }) => modes);
  return (Object.keys(modeWords) as Mode[])
    .filter((mode) => modes.includes(mode)).map((mode) => modeWords[mode]);
}

/**
 * Describes the size and the days of some records, a part each; a record in several reports counts once. Of runs of both
 * kinds it says how many are imported: the key figures of a report rest on one kind.
 */
export function describeRecords(records: readonly RecordSource[]): string[] {
  const unique = new Map(
    records.map((record) => [record.experiment, record]),
  );
  const sum = (of: (record: RecordSource) => number) =>
    [...unique.values()].reduce((total, record) => total + of(record), 0);
  const runs = sum((record) => record.runs);
  const imported = sum((record) => record.imported);
  if (runs === 0) return [];
  const both = imported > 0 && imported < runs
    ? `, ${imported.toLocaleString("en-US")} of them imported`
    : "";
  return [`${counted(runs, "run")}${both}`, formatDays(records)].filter((
    part,
  ) => part !== "");
}
