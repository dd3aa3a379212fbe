/** Results of the runs of a session for GitHub: annotations of a workflow, and the summary of its step. */
import {
  column,
  escapeMarkdown,
  plainText,
  renderMarkdownTable,
  table,
} from "../../report/cells.ts";
import {
  describeMiss,
  describeStatus,
  nameObjective,
  type RunResult,
} from "./run_results.ts";

/**
 * Returns an annotation for each run that does not count or misses an objective, as a workflow command: a line that the
 * runner of GitHub reads from the output of a step.
 */
export function toAnnotations(
  title: string,
  runs: readonly RunResult[],
): string[] {
  return runs.flatMap((run) => {
    const texts = run.status === "ok"
      ? run.objectives.flatMap((objective) => {
        const miss = describeMiss(objective);
        return miss === "" ? [] : [`${nameObjective(objective)}: ${miss}`];
      })
      : [describeStatus(run)];
    return texts.length === 0 ? [] : [
      `::error title=${escapeProperty(title)}::${
        escapeData(
          `${run.case_id}, run ${run.repetition}: ${texts.join("; ")}`,
        )
      }`,
    ];
  });
}

interface ObjectiveRow {
  readonly case_id: string;
  readonly objective: string;
  readonly met: string;
  readonly missed: string | null;
}

/** Returns the summary as Markdown: a line in words, then in how many runs of each case each objective was met. */
export function toStepSummary(
  { title, line }: {
    readonly title: string;
    /** How many runs are ok. */
    readonly line: string;
  },
  runs: readonly RunResult[],
): string {
  const rows = toRows(runs);
  const failed = runs.filter(({ status }) => status !== "ok").map((run) =>
    `- ${
      escapeMarkdown(
        `${run.case_id}, run ${run.repetition}: ${describeStatus(run)}`,
      )
    }`
  );
  return [
    `**${escapeMarkdown(`${title}: ${line}`)}**`,
    failed.join("\n"),
    rows.length === 0 ? "" : renderMarkdownTable(table(rows, [
      column.text("case_id", "Case"),
      column.text("objective", "Objective"),
      column.text("met", "Met"),
      column.text("missed", "Where not"),
    ], { caption: "Objectives" })),
  ].filter((part) => part !== "").join("\n\n") + "\n";
}

function toRows(runs: readonly RunResult[]): ObjectiveRow[] {
  const judged = runs.filter(({ status }) => status === "ok")
    .flatMap(({ case_id, objectives }) =>
      objectives.filter(({ result }) => result !== "ignored")
        .map((objective) => ({
          case_id,
          objective: nameObjective(objective),
          miss: describeMiss(objective),
        }))
    );
  const groups = Map.groupBy(
    judged,
    ({ case_id, objective }) => `${case_id}\0${objective}`,
  );
  return [...groups.values()].map((group) => {
    const misses = group.filter(({ miss }) => miss !== "");
    const { case_id, objective } = group[0]!;
    return {
      case_id,
      objective,
      met: `${group.length - misses.length} of ${group.length} runs`,
      missed: misses.length === 0
        ? null
        : misses.map(({ miss }) => miss).join(", "),
    };
  });
}

/** Escapes a message as GitHub's runner reads it; control characters, which a log would show, go. */
function escapeData(text: string): string {
  return plain(text).replaceAll("%", "%25");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** One line: a second one could be a command of its own. */
function plain(text: string): string {
  return plainText(text).replace(/\s+/g, " ").trim();
}
