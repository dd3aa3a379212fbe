/** Whether a run of `monitoring-load` measured what it was to measure: a fast error is no fast answer. */
import { outagesOf } from "./outages.ts";
import { numberOf, type RunRows, type Span, within } from "./run_rows.ts";

/** Share of queries that may have an empty answer while the server runs. */
const EMPTY = 0.01;

/**
 * Why a run is invalid; empty when it is not. Queries that the server calls wrong measure nothing, whatever the time they
 * took; so do empty answers, but for those in the first two scrapes after an outage, when there is nothing to answer yet.
 * Targets that do not answer are load that was not there.
 */
export function whyInvalid(rows: RunRows): string {
  const { measure: span, operations } = rows;
  if (!span) return "the phase measure was never reached";
  const queries = operations.filter(({ kind, at }) =>
    kind !== "log_push" && at >= span.from && at < span.until
  );
  if (queries.length === 0 && numberOf(rows, "users") > 0) {
    return "no query was due";
  }
  const wrong = queries.filter(({ error }) => /^4\d\d /.test(error));
  if (wrong.length > 0) {
    return `${wrong.length} of ${queries.length} queries were refused as wrong: ${
      wrong[0]?.error ?? ""
    }`;
  }
  return emptyAnswers(rows, span) || silentTargets(rows, span);
}

function emptyAnswers(rows: RunRows, span: Span): string {
  const settling = 2 * numberOf(rows, "scrape_interval");
  const excused = outagesOf(rows, { subject: "prometheus", span })
    .map(({ from, until }) => ({
      from,
      until: (until ?? span.until) + settling,
    }));
  const fair = rows.operations.filter(({ kind, at }) =>
    kind !== "log_push" && at >= span.from && at < span.until &&
    !excused.some(({ from, until }) => at >= from && at < until)
  );
  const empty = fair.filter(({ outcome }) => outcome === "miss").length;
  return empty > fair.length * EMPTY
    ? `${empty} of ${fair.length} queries had an empty answer`
    : "";
}

/** A scrape that a server without processor time to spare does not finish is the server's failure, and no target's. */
function silentTargets(rows: RunRows, span: Span): string {
  const busy = isBusy(rows, span);
  const silent = rows.events.filter(({ kind, at, subject, detail }) =>
    kind === "down" && subject !== "prometheus" &&
    at >= span.from && at < span.until &&
    !(busy && detail.includes("deadline exceeded"))
  );
  const targets = new Set(silent.map(({ subject }) => subject));
  return silent.length === 0
    ? ""
    : `${targets.size} of ${numberOf(rows, "targets")} targets stopped ` +
      `answering: ${silent[0]?.subject} ${silent[0]?.detail}`.trim();
}

/** Share of its processors from which a server counts as having none to spare. */
const BUSY = 0.7;

function isBusy(rows: RunRows, span: Span): boolean {
  const points = (source: string, metric: string) =>
    within(rows, { source, metric, span }).map(({ value }) => value);
  const limit = numberOf(rows, "cpu_limit") ||
    (points("host", "cores")[0] ?? Infinity);
  const used = points("prometheus", "cpu");
  const mean = used.reduce((sum, value) => sum + value, 0) / used.length;
  return mean >= BUSY * limit;
}
