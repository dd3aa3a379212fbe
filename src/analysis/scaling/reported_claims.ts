/** Says whether results that others printed, or a tool of theirs wrote, can be what they say, in prose and in tables. */
import { z } from "zod";
import { compareText, formatDuration, formatValue } from "../../record/mod.ts";
import {
  type Column,
  column,
  md,
  type Prose,
  type Table,
  table,
} from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";
import { type CheckedRun, checkIntegrity } from "../integrity/integrity.ts";
import { type RunFacts, runFacts } from "../integrity/run_facts.ts";
import { unitSlip } from "../integrity/value_checks.ts";
import { readableCase } from "../overview/readable_ids.ts";
import { measuredRuns } from "./measured_runs.ts";

/** A reported result, with its facts. */
export interface Claim extends RunFacts {
  /** Name of the file that it was read from. */
  readonly from: string;
  /** Document that prints it as a row of a table; empty for a file that the tool itself wrote. */
  readonly document: string;
  readonly notes: string;
}

/** Reported results and the findings of the checks on them. */
export interface Claims {
  readonly claims: readonly Claim[];
  readonly findings: readonly CheckedRun[];
}

/** Returns the imported results of an experiment by source, the last one first, and what the checks find. */
export async function reportedClaims(
  store: Store,
  experiment: string,
): Promise<Claims> {
  const notes = new Map(
    (await measuredRuns(store, experiment)).map((
      run,
    ) => [run.run_id, run.notes]),
  );
  const documents = await printedIn(store, experiment);
  const claims = (await runFacts(store, experiment)).map((run) => ({
    ...run,
    from: fileName(run),
    document: documents.get(run.run_id) ?? "",
    notes: notes.get(run.run_id) ?? "",
  })).toSorted((a, b) =>
    compareText(b.source, a.source) || compareText(a.run_id, b.run_id)
  );
  return { claims, findings: checkIntegrity(claims) };
}

const Printed = z.strictObject({ run_id: z.string(), document: z.string() });

/** Returns the document of each run that was printed in one. */
async function printedIn(
  store: Store,
  experiment: string,
): Promise<Map<string, string>> {
  const rows = await store.query(
    Printed,
    `SELECT run_id, value AS document FROM params JOIN runs USING (run_id)
     WHERE experiment = $1 AND key = 'document' AND value <> '' ORDER BY run_id`,
    [experiment],
  );
  return new Map(rows.map(({ run_id, document }) => [run_id, document]));
}

/** Counts results by origin, in words: `10 printed rows and 2 results of its tool`. */
export function describeOrigins(
  claims: readonly Pick<Claim, "document">[],
): string {
  const printed = claims.filter(({ document }) => document !== "").length;
  const written = claims.length - printed;
  const counts = (n: number, one: string, many: string) =>
    n === 0 ? [] : [`${n} ${n === 1 ? one : many}`];
  if (claims.length === 0) return "none";
  return [
    ...counts(printed, "printed row", "printed rows"),
    ...counts(
      written,
      "result of its tool",
      "results of its tool",
    ),
  ].join(" and ");
}

function fileName({ source }: { readonly source: string }): string {
  return source.split("/").at(-1) ?? "";
}

/** Says how many results contradict themselves, and how. */
export function claimsFinding({ claims, findings }: Claims): Prose {
  const failed = findings.filter(({ result }) => result === "fail");
  const count = (check: string) =>
    failed.filter((finding) => finding.check === check).length;
  const known = (check: string) =>
    findings.filter((finding) =>
      finding.check === check && finding.result !== "unknown"
    ).length;
  const valid = claims.filter(({ status }) => status === "ok");
  return md`**${
    new Set(failed.map(({ run_id }) => run_id)).size
  } of ${valid.length}** valid results (${
    describeOrigins(valid)
  }) fail at least one check. Little's law (workers = rate × latency) is broken by **${
    count("Little's law")
  } of ${known("Little's law")}** that can be asked; ${
    describeSlips(valid)
  }. Failures are counted as throughput by ${count("throughput")} of ${
    known("throughput")
  } that say how many failed. Besides what that law gives away, which counts once, ${
    count("units")
  } print figures in another unit than their label says. ${
    claims.filter(({ status }) => status !== "ok").map(
      ({ from, status, notes }) => md`${from} is ${status}: ${notes}.`,
    )
  }`;
}

function describeSlips(claims: readonly Claim[]): string {
  const slips = claims.flatMap((claim) => unitSlip(claim) ?? []);
  return slips.length === 0
    ? "no power of 1,000 mends any of these"
    : `${slips.length} of these keep it once latency is multiplied by ${
      [...new Set(slips)].map((slip) => formatValue(slip, "")).join(" or ")
    }, which is a slip of the unit`;
}

/** Makes a table of the results as they were reported, struck out where a result is not valid. */
export function claimsTable({ claims }: Claims): Table {
  return table(claims, [
    column.text("from", "From", { struck: notValid, note: describeClaim }),
    column.text(({ case_id }) => readableCase(case_id), "Case"),
    column.text(
      ({ document }) => document === "" ? "the tool's output" : document,
      "Printed in",
      { detail: true },
    ),
    reported(
      "Rate [1/s]",
      ({ rate }) => rate,
      (rate) => formatValue(rate, "1/s"),
    ),
    reported(
      "Mean latency",
      ({ mean_latency }) => mean_latency,
      formatDuration,
    ),
    reported(
      "Rate × latency",
      ({ rate, mean_latency }) =>
        rate === null || mean_latency === null ? null : rate * mean_latency,
      (busy) => busy.toPrecision(3),
    ),
    reported(
      "Workers / rate",
      ({ workers, rate }) => workers === null || !rate ? null : workers / rate,
      formatDuration,
      (claim) => {
        const slip = unitSlip(claim);
        return slip === null ? "" : `× ${formatValue(slip, "")}`;
      },
    ),
    reported(
      "Success [%]",
      ({ reported_success }) => reported_success,
      (success) => formatValue(success, "%", { decimals: 2 }),
    ),
  ], {
    caption: "Reported results",
    headline:
      "× 1,000 and the like: by what power of 1,000 the mean latency misses it.",
  });
}

function notValid({ status }: Claim): boolean {
  return status !== "ok";
}

function describeClaim({ system_version, status, notes }: Claim): string {
  return [
    system_version === "" ? "" : `version ${system_version}`,
    status === "ok" ? "" : `${status}: ${notes}`,
  ].filter((text) => text !== "").join(", ");
}

function reported(
  label: string,
  valueOf: (claim: Claim) => number | null,
  format: (value: number) => string,
  noteOf: (claim: Claim) => string = () => "",
): Column<Claim> {
  return column.cell(label, "right", (claim) => {
    const value = valueOf(claim);
    return value === null ? { text: "–", sort: null } : {
      text: format(value),
      sort: value,
      struck: notValid(claim),
      note: noteOf(claim),
    };
  });
}

/** A kind of doubt: the same finding of one check on several results. */
export interface Doubt extends CheckedRun {
  /** Number of results. */
  readonly n: number;
}

/** Returns the warnings of the checks by kind, each with the first result that has it. */
export function doubts(findings: readonly CheckedRun[]): Doubt[] {
  const kinds = Map.groupBy(
    findings.filter(({ result }) => result === "warn"),
    ({ check, text }) => `${check}: ${text}`,
  );
  return [...kinds.values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, n: 1 + more.length }] : []
  );
}
