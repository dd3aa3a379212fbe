/** Converts the text around run-record tables to events: comments by date, results, and methods. */
import type { Event, Run, Warning } from "../../record/mod.ts";
import { toWarning } from "../source/importer.ts";
import type { Section } from "../source/markdown.ts";
import { maybeDate, type WrittenDate } from "./run_date.ts";

interface Comments {
  readonly events: Event[];
  readonly warnings: Warning[];
}

interface CommentTarget {
  readonly runs: readonly Run[];
  readonly warning: { readonly code: string; readonly message: string } | null;
}

/**
 * Returns a section under a heading with a date as a `note` of every run of that date, `Results` as the `headline` of
 * the first run, and other prose as its `method`. Text is kept as written; a dated heading without text becomes an
 * empty note.
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
      ? findTarget(date, runs)
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
        data: "{}",
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

/**
 * Returns the runs of a comment: those of its date, else of its day in the only other year, else the last earlier
 * run.
 */
function findTarget(
  { text }: WrittenDate,
  runs: readonly Run[],
): CommentTarget {
  const sameDate = runs.filter((run) => dateOf(run) === text);
  if (sameDate.length > 0) return { runs: sameDate, warning: null };
  const day = text.slice(4);
  const sameDay = runs.filter((run) => dateOf(run)?.slice(4) === day);
  const [otherYear, ...moreYears] = new Set(sameDay.map(dateOf));
  if (otherYear && moreYears.length === 0) {
    return {
      runs: sameDay,
      warning: {
        code: "comment-date-corrected",
        message: `comment of ${text} is taken as one of ${otherYear}`,
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

/** Returns the last of the runs with the latest date before `text`; the first run if there is none. */
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
