/** What follows the runs of a session: their reports, the store with them, and what is told to people and to a CI server. */
import { sessionSummary, type SummaryRow } from "../src/analysis/mod.ts";
import type { PreparedSession } from "../src/lab/mod.ts";
import type { Run } from "../src/record/mod.ts";
import { renderRows } from "../src/report/mod.ts";
import { Store } from "../src/store/mod.ts";
import { tellGitHub, writeJUnit } from "./_ci.ts";
import { describeIntegrity } from "./_integrity.ts";
import { printable, say } from "./_main.ts";
import { loadRecords } from "./_records.ts";
import { reportSession } from "./_report_run.ts";
import { countRuns } from "./_session_texts.ts";

/** The runs that a session has made, and where what is said of them goes. */
export interface MadeSession {
  readonly runs: readonly Run[];
  /** Folder of records. */
  readonly data: string;
  /** `experiment/preset` */
  readonly title: string;
  /** Folder of reports; null for none. */
  readonly reports: string | null;
  /** File of a table by case; undefined for none. */
  readonly summary: string | undefined;
  /** File of JUnit XML; undefined for none. */
  readonly junit: string | undefined;
}

/** Counts of runs, and the lines of the integrity checks. */
export interface SessionOutcome {
  readonly expected: number;
  readonly ok: number;
  readonly integrity: readonly string[];
}

/** Reports, loads, checks and tells what a session has made. */
export async function closeSession(
  prepared: PreparedSession,
  { runs, data, title, reports, summary, junit }: MadeSession,
): Promise<SessionOutcome> {
  const { plan, planned } = prepared;
  const [experiment = ""] = title.split("/");
  // Pages are made of the record alone, so that they need not wait until it is loaded.
  const reporting = reports !== null && runs.length > 0
    ? reportSession(runs, { data, out: reports })
    : null;
  const loaded = await loadRecords(data);
  using store = await Store.open(loaded.path, { experiments: [experiment] });
  if (summary) {
    const rows = await sessionSummary(store, experiment, prepared);
    await Deno.writeTextFile(summary, renderCsv(rows));
  }
  const integrity = await describeIntegrity(store, {
    experiment,
    run_ids: new Set(runs.map(({ run_id }) => run_id)),
  });
  say(integrity.join("\n"));
  // A search expects missed objectives. Elsewhere an unknown metric fails a run too.
  const missed = plan.openEnded ? [] : runs.filter(isMissed);
  for (const { case_id, repetition, verdict_text } of missed) {
    say(
      printable(
        `objective not met: ${verdict_text} (${case_id} #${repetition})`,
      ),
    );
  }
  if (reporting !== null) say(printable(await reporting));
  const expected = plan.openEnded ? runs : planned;
  const { ok, text } = countRuns(runs, { expected, missed });
  const results = {
    ...{ title, line: text },
    // A search expects missed objectives.
    runs: plan.openEnded
      ? runs.map((run) => ({ ...run, objectives: [] }))
      : runs,
  };
  if (junit) await writeJUnit(results, junit);
  await tellGitHub(results);
  say(`${text}; record in ${data}/${experiment}`);
  return { expected: expected.length, ok, integrity };
}

/** Whether a valid run missed an objective. */
function isMissed({ status, verdict }: Run): boolean {
  return status === "ok" && verdict === "fail";
}

function renderCsv(rows: readonly SummaryRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  return renderRows({ columns, rows: rows.map((row) => ({ ...row })) }, "csv");
}
