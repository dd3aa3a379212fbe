/** The text around run-record tables as events: comments by date, results, and how figures were made. */
import type { Event, Run, Warning } from "../../record/mod.ts";
import { toWarning } from "../source/importer.ts";
import type { Section } from "../source/markdown.ts";
import { maybeDate, type WrittenDate } from "./run_date.ts";

interface Comments {
  readonly events: Event[];
  readonly warnings: Warning[];
}

interface Target {
  readonly runs: readonly Run[];
  readonly warning: { readonly code: string; readonly message: string } | null;
}

/**
 * A section under a heading with a date becomes a `note` of every run of that date; `Results` becomes the `headline`, and
 * other prose the `method`, of the first run. The text is kept as written, a heading without text as an empty note.
 */
export function commentEvents(
  sections: readonly Section[],
  runs: readonly Run[],
  file: string,
): Comments {
  const events: Event[] = [];
  const warnings: Warning[] = [];
  for (const { title, body, line } of sections) {
    const date = maybeDate(title);
    const { runs: targets, warning } = date
      ? targetOf(date, runs)
      : { runs: runs.slice(0, 1), warning: null };
    if (!date && body === "") continue;
    for (const { run_id, started_at } of targets) {
      events.push({
        run_id,
        at: warning?.code === "comment-without-run"
          ? date?.startedAt ?? null
          : started_at,
        kind: date ? "note" : kindOf(title),
        subject: title,
        detail: body,
      });
      if (warning) {
        warnings.push(
          toWarning({ run_id, ...warning, place: `${file}:${line}` }),
        );
      }
    }
  }
  return { events, warnings };
}

function kindOf(title: string): string {
  if (/^results?\b/i.test(title)) return "headline";
  return /^(?:comment|note)s?\b/i.test(title) ? "note" : "method";
}

/** The runs a comment belongs to: those of its date, of its day in the one other year, or the nearest earlier run. */
function targetOf({ text }: WrittenDate, runs: readonly Run[]): Target {
  const same = runs.filter((run) => dateOf(run) === text);
  if (same.length > 0) return { runs: same, warning: null };
  const day = text.slice(4);
  const near = runs.filter((run) => dateOf(run)?.slice(4) === day);
  const [other, ...others] = new Set(near.map(dateOf));
  if (other && others.length === 0) {
    return {
      runs: near,
      warning: {
        code: "comment-date-corrected",
        message: `comment of ${text} is taken as one of ${other}`,
      },
    };
  }
  const nearest = nearestEarlier(text, runs);
  return {
    runs: nearest ? [nearest] : [],
    warning: {
      code: "comment-without-run",
      message: `no run is of ${text}; the comment stands with the run of ${
        nearest && dateOf(nearest) || "no date"
      }`,
    },
  };
}

/** The last of the runs with the latest date before `text`; the first run where there is none. */
function nearestEarlier(text: string, runs: readonly Run[]): Run | undefined {
  let nearest: Run | undefined;
  for (const run of runs) {
    const date = dateOf(run);
    if (!date || date >= text) continue;
    if (!nearest || date >= (dateOf(nearest) ?? "")) nearest = run;
  }
  return nearest ?? runs[0];
}

function dateOf({ environment: { identifier } }: Run): string | undefined {
  return maybeDate(String(identifier))?.text;
}
