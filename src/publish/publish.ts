/** Notebooks to reports: load, execute what is not frozen, render, write or compare. */
import { type Execution, readNotebook } from "../notebook/mod.ts";
import { digest, UsageError } from "../record/mod.ts";
import { renderIndex, type Report, toReport } from "../report/mod.ts";
import {
  describeLeftOut,
  type LeftOut,
  loadStore,
  Store,
} from "../store/mod.ts";
import { listNotebooks, type PlannedNotebook, planNotebooks } from "./plan.ts";
import { toProvenance } from "./provenance.ts";
import { runNotebooks } from "./run.ts";
import {
  findChanges,
  makeReportFolder,
  renderReport,
  writeChanges,
} from "./write.ts";

export interface PublishOptions {
  readonly root: string;
  readonly data: string;
  readonly store: string;
  readonly notebooks: string;
  /** Folder for what we keep between runs. */
  readonly work: string;
  /** Folder the reports go to. */
  readonly out: string;
  /** Write nothing; differences make the result not ok. */
  readonly check: boolean;
  readonly overrides: Readonly<Record<string, string>>;
  /** Give notebooks all the rights of this user; their reports say so. */
  readonly trusted: boolean;
  /** Longest a cell may take. */
  readonly timeoutSeconds: number;
  readonly onProgress: (text: string) => void;
}

export interface Published {
  readonly ok: boolean;
  /** What happened, for people, a line each. */
  readonly lines: readonly string[];
  /** What of the records could not be loaded, a line each. */
  readonly leftOut: readonly string[];
  /** Whether one of these reports reads a record of which something could not be loaded; it is left as committed. */
  readonly damaged: boolean;
  /** Reports that cannot be made here, a line each. They count as failed when they were asked for by name. */
  readonly skipped: readonly string[];
}

/**
 * Publishes the notebooks named, or all that run by default. A report whose notebook fails or cannot be read is left as
 * committed; what it showed until then goes to `failed/` in the work folder. So is one whose packages are not there.
 */
export async function publishReports(
  names: readonly string[],
  options: PublishOptions,
): Promise<Published> {
  const { data, notebooks, work, out, check, onProgress } = options;
  onProgress("reading records");
  const loaded = await loadStore(data, options.store, {
    onProgress: (done, total, part) =>
      onProgress(`loading record ${done + 1}/${total} ${part}`),
  });
  const { digests } = loaded;
  const { planned, unreadable, skipped } = await planNotebooks(
    names,
    { ...options, digests },
  );
  if (!check) await makeReportFolder(out);
  const executions = await runNotebooks(planned, { ...options, digests });
  using store = await Store.open(loaded.path);
  const report = async ({ notebook, digest }: PlannedNotebook) => {
    const execution = executions.get(notebook.name)!;
    return toReport(
      execution,
      await toProvenance(store, execution, {
        digests,
        notebookDigest: digest,
        trusted: options.trusted,
      }),
    );
  };
  const lines = unreadable.map(({ name, message }) =>
    `${name}: failed: ${message}`
  );
  const whole: Report[] = [];
  let damaged = false;
  const files = new Map<string, string>();
  for (const plan of planned) {
    const rendered = await report(plan);
    const { failure } = rendered.execution;
    if (failure) {
      refuseOverrides(rendered.execution, options.overrides);
      const folder = `${work}/failed`;
      const partial = renderReport(rendered);
      await writeChanges(folder, partial, {
        changed: [...partial.keys()],
        stale: [],
      });
      lines.push(
        `${plan.notebook.name}: failed ${describe(rendered.execution)}; ` +
          `what it showed: ${folder}/${plan.notebook.name}.html`,
      );
      continue;
    }
    const missing = leftOutOf(rendered.execution, loaded.leftOut);
    if (missing !== undefined) {
      damaged = true;
      lines.push(`${plan.notebook.name}: failed: ${missing}`);
      continue;
    }
    whole.push(rendered);
    for (const [path, text] of renderReport(rendered)) files.set(path, text);
  }
  const wanted = planned.length + unreadable.length + skipped.length;
  const failed = wanted - whole.length - skipped.length;
  const ok = failed === 0 && (names.length === 0 || skipped.length === 0);
  const optionalNames: string[] = [];
  // The index tells of all reports, and what it tells of one that is skipped would be lost.
  if (names.length === 0 && whole.length === wanted) {
    const optional = await optionalReports(notebooks, whole, store, digests);
    const listed = [...whole, ...optional]
      .sort((a, b) => a.name < b.name ? -1 : 1);
    files.set("index.html", renderIndex(listed));
    optionalNames.push(...optional.map(({ name }) => name));
  }
  const changes = await findChanges(out, files, whole.map(({ name }) => name));
  if (!check) await writeChanges(out, files, changes);
  const touched = [...changes.changed, ...changes.stale].sort();
  lines.push(
    ...touched.map((path) =>
      `${check ? "would change" : "wrote"} ${out}/${path}`
    ),
  );
  const reused = planned.filter(({ frozen }) => frozen).length;
  lines.push(
    `${whole.length} of ${wanted} reports whole, ${reused} unchanged ` +
      `since they last ran, ${touched.length} files ${
        check ? "would change" : "changed"
      }${
        optionalNames.length === 0
          ? ""
          : `; run by name only: ${optionalNames.join(", ")}`
      }`,
  );
  return {
    leftOut: describeLeftOut(loaded.leftOut),
    damaged,
    ok: ok && !(check && touched.length > 0),
    lines,
    skipped: skipped.map(({ name, missing }) => `${name}: skipped: ${missing}`),
  };
}

/** Notebooks that run by name only stand in the index with their question; their result is in their own report. */
async function optionalReports(
  notebooks: string,
  whole: readonly Report[],
  store: Store,
  digests: Readonly<Record<string, string>>,
): Promise<Report[]> {
  const found: Report[] = [];
  for (const name of await listNotebooks(notebooks)) {
    if (whole.some((report) => report.name === name)) continue;
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
      reads: [],
      failure: null,
    };
    const notebookDigest = digest(await Deno.readTextFile(path));
    found.push(toReport(
      execution,
      await toProvenance(store, execution, {
        digests,
        notebookDigest,
        trusted: false,
      }),
    ));
  }
  return found;
}

/** The first thing that a report does not have of what is on disk; undefined where it has all. */
function leftOutOf(
  { reads }: Execution,
  leftOut: readonly LeftOut[],
): string | undefined {
  return describeLeftOut(
    leftOut.filter(({ experiment }) =>
      reads.includes("*") || reads.includes(experiment)
    ),
  )[0];
}

/** A notebook that fails over the parameters it was given is wrong usage. */
function refuseOverrides(
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

function describe({ failure }: Execution): string {
  if (!failure) return "";
  const { cell, line, message, reason } = failure;
  const place = cell === 0
    ? ""
    : ` in code cell ${cell}${line > 0 ? `, line ${line}` : ""}`;
  return `(${reason})${place}: ${message.split("\n")[0]}`;
}
