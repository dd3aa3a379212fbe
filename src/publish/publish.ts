/**
 * Publishes notebooks as reports: loads records, executes notebooks that are not frozen, renders, then writes or
 * compares.
 */
import { type Execution, readNotebook } from "../notebook/mod.ts";
import { makeWritableFolder } from "../record/folders/writable_folder.ts";
import { compareText, digest, UsageError } from "../record/mod.ts";
import {
  renderIndex,
  renderReadme,
  type Report,
  toReport,
} from "../report/mod.ts";
import {
  atSnapshot,
  describeLeftOut,
  type LeftOut,
  type LoadResult,
  loadStore,
  readLake,
  Store,
} from "../store/mod.ts";
import type { CodePlace } from "./freeze.ts";
import { listNotebooks, planNotebooks } from "./plan.ts";
import { toProvenance } from "./provenance.ts";
import { runNotebooks } from "./run.ts";
import { findChanges, renderReport, writeChanges } from "./write.ts";

export interface PublishOptions extends CodePlace {
  readonly data: string;
  /** Path or address of the store. */
  readonly store: string;
  /** Snapshot of the store that is reported as it is, without loading; null to load the records first. */
  readonly at: number | null;
  readonly notebooks: string;
  /** Folder of files that are kept between runs. */
  readonly work: string;
  /** Folder of the reports. */
  readonly out: string;
  /** True to write no report; differences then make the result not ok. */
  readonly check: boolean;
  readonly overrides: Readonly<Record<string, string>>;
  /** True for all rights of this user, which the reports state. */
  readonly trusted: boolean;
  /** Timeout of each cell. */
  readonly timeoutSeconds: number;
  readonly onProgress: (text: string) => void;
}

export interface PublishResult {
  readonly ok: boolean;
  /** Names of the notebooks whose reports are as they should be. */
  readonly complete: readonly string[];
  /** Files in the folder of reports that were written or removed, or would be. */
  readonly changed: readonly string[];
  /** Events for people, a line each. */
  readonly lines: readonly string[];
  /** Parts of records that could not be loaded, a line each. */
  readonly leftOut: readonly string[];
  /**
   * True if one of these reports reads a record that could not be loaded completely; that report is left as committed.
   */
  readonly damaged: boolean;
  /** Reports whose packages are missing, a line each. They count as failed if requested by name. */
  readonly skipped: readonly string[];
}

/**
 * Publishes the named notebooks, or all that run by default. Leaves a report as committed if its notebook fails, cannot
 * be read or lacks packages; the incomplete report of a failed notebook goes to `failed/` in the work folder.
 */
export async function publishReports(
  names: readonly string[],
  options: PublishOptions,
): Promise<PublishResult> {
  const { data, notebooks, work, out, check, onProgress } = options;
  onProgress("reading records");
  const loaded = await openRecords(data, options);
  const { digests } = loaded;
  const { code, planned, unreadable, skipped } = await planNotebooks(
    names,
    { ...options, digests },
  );
  if (!check) {
    await makeWritableFolder(out, { what: "reports", option: "--out" });
  }
  using store = await Store.open(loaded.path);
  const reports = await runNotebooks(planned, {
    ...{ ...options, digests, code },
    store: loaded.path,
  }, async (plan, execution) => {
    const provenance = await toProvenance(store, execution, {
      digests,
      notebookDigest: plan.digest,
      trusted: options.trusted,
    });
    const report = toReport(execution, provenance);
    return { report, rendered: renderReport(report) };
  });
  const lines = unreadable.map(({ name, message }) =>
    `${name}: failed: ${message}`
  );
  const complete: Report[] = [];
  let damaged = false;
  const files = new Map<string, string>();
  for (const { notebook: { name } } of planned) {
    const { report, rendered } = reports.get(name)!;
    const { execution } = report;
    if (execution.failure) {
      rejectOverrides(execution, options.overrides);
      const folder = `${work}/failed`;
      await writeChanges(folder, rendered, {
        changed: [...rendered.keys()],
        stale: [],
      });
      lines.push(
        `${name}: failed ${
          describeFailure(execution)
        }; incomplete report: ${folder}/${name}.html`,
      );
      continue;
    }
    const missing = findLeftOut(execution, loaded.leftOut);
    if (missing !== undefined) {
      damaged = true;
      lines.push(`${name}: failed: ${missing}`);
      continue;
    }
    complete.push(report);
    for (const [path, text] of rendered) files.set(path, text);
  }
  const total = planned.length + unreadable.length + skipped.length;
  const failed = total - complete.length - skipped.length;
  const ok = failed === 0 && (names.length === 0 || skipped.length === 0);
  const optionalNames: string[] = [];
  // The index lists all reports; it is kept as committed if one of them is missing.
  if (names.length === 0 && complete.length === total) {
    const optional = await optionalReports(notebooks, complete, store, digests);
    const listed = [...complete, ...optional]
      .sort((a, b) => compareText(a.name, b.name));
    files.set("index.html", renderIndex(listed));
    files.set("README.md", renderReadme(listed));
    optionalNames.push(...optional.map(({ name }) => name));
  }
  const changes = await findChanges(
    out,
    files,
    complete.map(({ name }) => name),
  );
  if (!check) await writeChanges(out, files, changes);
  const changedPaths = [...changes.changed, ...changes.stale].sort();
  lines.push(
    ...changedPaths.map((path) =>
      `${check ? "would change" : "wrote"} ${out}/${path}`
    ),
  );
  const reused = planned.filter(({ frozen }) => frozen).length;
  lines.push(
    `${complete.length} of ${total} reports complete, ${reused} unchanged ` +
      `since they last ran, ${changedPaths.length} files ${
        check ? "would change" : "changed"
      }${
        optionalNames.length === 0
          ? ""
          : `; run by name only: ${optionalNames.join(", ")}`
      }${
        names.length === 0 || check || changedPaths.length === 0
          ? ""
          : "; the index has what they said before, until all are made together"
      }${
        loaded.snapshot === null
          ? ""
          : `; of snapshot ${loaded.snapshot}, again with --at ${loaded.snapshot}`
      }`,
  );
  return {
    leftOut: describeLeftOut(loaded.leftOut),
    damaged,
    ok: ok && !(check && changedPaths.length > 0),
    complete: complete.map(({ name }) => name),
    changed: changedPaths,
    lines,
    skipped: skipped.map(({ name, missing }) => `${name}: skipped: ${missing}`),
  };
}

/** Loads the records, or goes back to a snapshot of the store. */
async function openRecords(
  data: string,
  { store, at, onProgress }: PublishOptions,
): Promise<Pick<LoadResult, "path" | "digests" | "leftOut" | "snapshot">> {
  if (at !== null) {
    const path = atSnapshot(store, at);
    return { path, ...await readLake(path), snapshot: at };
  }
  return await loadStore(data, store, {
    onProgress: (done, total, part) =>
      onProgress(`loading record ${done + 1}/${total} ${part}`),
  });
}

/** Makes index entries without results for the notebooks that run by name only. */
async function optionalReports(
  notebooks: string,
  complete: readonly Report[],
  store: Store,
  digests: Readonly<Record<string, string>>,
): Promise<Report[]> {
  const reports: Report[] = [];
  for (const name of await listNotebooks(notebooks)) {
    if (complete.some((report) => report.name === name)) continue;
    const path = `${notebooks}/${name}.ipynb`;
    const notebook = await readNotebook(path);
    if (notebook.byDefault) continue;
    const execution: Execution = {
      notebook,
      cells: notebook.cells.map((cell) => ({
        ...cell,
        outputs: [],
        status: "ok",
      })),
      parameters: {},
      meanings: {},
      reads: [],
      failure: null,
    };
    const notebookDigest = digest(await Deno.readTextFile(path));
    reports.push(toReport(
      execution,
      await toProvenance(store, execution, {
        digests,
        notebookDigest,
        trusted: false,
      }),
    ));
  }
  return reports;
}

/** Describes the first part of the report's records that could not be loaded; undefined if there is none. */
function findLeftOut(
  { reads }: Execution,
  leftOut: readonly LeftOut[],
): string | undefined {
  return describeLeftOut(
    leftOut.filter(({ experiment }) =>
      reads.includes("*") || reads.includes(experiment)
    ),
  )[0];
}

/** Throws `UsageError` if the failure is of the `parameters` cell and parameters were set. */
function rejectOverrides(
  { cells, failure }: Execution,
  overrides: Readonly<Record<string, string>>,
): void {
  if (!failure || Object.keys(overrides).length === 0) return;
  const code = cells.filter(({ kind }) => kind === "code");
  const failed = code[failure.cell - 1];
  if (failed === undefined || failed.tags.includes("parameters")) {
    throw new UsageError(failure.message.replace(/^RangeError: /, ""));
  }
}

function describeFailure({ failure }: Execution): string {
  if (!failure) return "";
  const { cell, line, message, reason } = failure;
  const place = cell === 0
    ? ""
    : ` in code cell ${cell}${line > 0 ? `, line ${line}` : ""}`;
  return `(${reason})${place}: ${message.split("\n")[0]}`;
}
