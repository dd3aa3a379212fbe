/** Whether a run of `monitoring-load` measured what it was to measure: a fast error is no fast answer. */
import { outagesOf } from "./outages.ts";
import { numberOf, type RunRows, type Span, within } from "./run_rows.ts";

/** Share of queries that may have an empty answer while the server runs. */
const EMPTY = 0.01;

/** Bytes that a disk has left at least when it is not full: Prometheus writes its log in pages of half as many. */
const ROOM = 64 * 1024;

/** Seconds without a sample of the machine, which is looked at once a second, that mean that it stood still. */
const STANDSTILL = 10;

/** Seconds that a server which was started takes to get to know its targets: Prometheus hands them on every five. */
const DISCOVERY = 5;

/**
 * Why a run is invalid; empty when it is not. Queries that the server calls wrong measure nothing, whatever the time they
 * took. So do a server without room for its data, and empty answers, but for those soon after an outage, until each target
 * was scraped twice: there is nothing to answer yet. Targets that do not answer are load that was not there, and neither was
 * any on a machine that stood still.
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
  // Causes first: each of them brings empty answers too.
  return standstill(rows, span) || fullDisk(rows, span) ||
    silentTargets(rows, span) || emptyAnswers(rows, span);
}

/** A virtual machine may be stopped for a while by its host, and never know: scrapes and queries of that time are missing. */
function standstill(rows: RunRows, span: Span): string {
  const looks = within(rows, { source: "host", metric: "cores", span });
  const longest = looks.slice(1).reduce(
    (most, { at }, i) => Math.max(most, at - (looks[i]?.at ?? at)),
    0,
  );
  return longest > STANDSTILL
    ? `the machine stood still for ${longest.toFixed(1)} s`
    : "";
}

/** A server whose disk is full drops what it scrapes; its own log, on the same disk, may not even say so. */
function fullDisk(rows: RunRows, span: Span): string {
  const free = within(rows, {
    source: "prometheus",
    metric: "storage_free",
    span,
  });
  const least = Math.min(...free.map(({ value }) => value));
  return least < ROOM
    ? `the disk with the server's data was full: ${least} B were left on it`
    : "";
}

function emptyAnswers(rows: RunRows, span: Span): string {
  const settling = DISCOVERY + 2 * numberOf(rows, "scrape_interval");
  const excused = outagesOf(rows, {
    subject: "prometheus",
    span: { from: span.from - settling, until: span.until },
  }).map(({ from, until }) => ({
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

/**
 * Targets that did not answer for a time, even if that began before the phase. A scrape that a server without processor time
 * to spare does not finish is the server's failure, and no target's.
 */
function silentTargets(rows: RunRows, span: Span): string {
  const busy = isBusy(rows, span);
  const fell = rows.events.filter(({ kind, subject }) =>
    kind === "down" && subject !== "prometheus"
  );
  const silent = [...new Set(fell.map(({ subject }) => subject))]
    .flatMap((subject) =>
      outagesOf(rows, { subject, span })
        .filter(({ reason }) => !(busy && reason.includes("deadline exceeded")))
        .slice(0, 1)
        .map(({ reason }) => `${subject} ${reason}`)
    );
  return silent.length === 0
    ? ""
    : `${silent.length} of ${numberOf(rows, "targets")} targets stopped ` +
      `answering: ${silent[0]}`.trim();
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
