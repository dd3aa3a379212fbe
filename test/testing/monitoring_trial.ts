/** Runs an experiment as users start it, `monitoring-load` by default: a process with its own folders, so that leftovers can be detected. */
import {
  type MonitoringRun,
  monitoringRuns,
  runRows,
} from "../../src/analysis/monitoring/monitoring_runs.ts";
import type { RunRows } from "../../src/analysis/series/run_rows.ts";
import { findGroups } from "../../src/lab/limits/cgroup_hierarchy.ts";
import { readRuns } from "../../src/record/mod.ts";
import { Store } from "../../src/store/mod.ts";
import { sleep } from "../lab/_until.ts";
import { finish, type Finished } from "../scripts/_scripts.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

const MONITORING = "monitoring-load/custom";

/** Settings of a run of 20 s, most of which the server takes to discover its targets. */
const tiny = {
  scrape_interval: 2,
  value_interval: 1,
  targets: 2,
  metrics: 5,
  users: 2,
  incremental_period: 0.5,
  big_period: 5,
  // Steps of about 1 s, so that some are within the few seconds of data.
  big_points: 3300,
  history: 0,
  timeout: 5,
  warmup: 3,
  duration: 8,
  cooldown: 0,
};

/** Timeout of any wait of a trial, on a machine that runs several of them: shorter than that of a test, to say for what. */
const TIMEOUT_S = 100;

export interface TrialOptions {
  /** Experiment and preset. @default {"monitoring-load/custom"} a run of 20 s */
  readonly preset?: string;
  /** Additional or overriding settings. */
  readonly set?: Readonly<Record<string, string | number>>;
  /** Folder of records that outlives the trial; null for a temporary one. */
  readonly data?: string | null;
  readonly args?: readonly string[];
  /** Command that gets the runner's command line as its last arguments, and the temporary folder as `TMPDIR`. */
  readonly wrapper?: readonly string[];
}

/** Recorded result of a run. */
export interface Recorded {
  readonly run: MonitoringRun;
  readonly rows: RunRows;
  /** Messages by code. */
  readonly warnings: ReadonlyMap<string, string>;
}

/** A running runner; disposing ends it and removes its folders. */
export class Trial implements AsyncDisposable {
  readonly data: string;
  /** Temporary folder of the runner. */
  readonly tmp: string;
  readonly child: Deno.ChildProcess;
  /** Exit status and output. */
  readonly finished: Promise<Finished>;
  readonly #folders: readonly string[];
  readonly #runs = new Set<string>();
  readonly #experiment: string;

  private constructor(
    { data, tmp, child, folders, preset }:
      & Pick<Trial, "data" | "tmp" | "child">
      & { readonly folders: readonly string[]; readonly preset: string },
  ) {
    this.#experiment = preset.split("/", 1)[0] ?? "";
    this.data = data;
    this.tmp = tmp;
    this.child = child;
    this.finished = finish(child);
    this.#folders = folders;
  }

  static async start(
    { preset = MONITORING, set = {}, data = null, args = [], wrapper = [] }:
      TrialOptions = {},
  ): Promise<Trial> {
    const tmp = await Deno.makeTempDir();
    const runtime = await Deno.makeTempDir({ prefix: "loadline-test-" });
    const folder = data ?? await Deno.makeTempDir();
    const [program = "", ...rest] = [
      ...wrapper,
      ...[Deno.execPath(), "run", "-A", "--quiet", "scripts/run.ts"],
      ...[
        preset,
        "--data",
        folder,
        "--no-report",
        ...args,
        "--set",
      ],
      ...Object.entries({ ...preset === MONITORING ? tiny : {}, ...set })
        .map(([key, value]) => `${key}=${value}`),
    ];
    const child = new Deno.Command(program, {
      args: rest,
      cwd: root,
      env: {
        NO_COLOR: "1",
        LOADLINE_TRACE: "",
        TMPDIR: tmp,
        LOADLINE_RUNTIME: runtime,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const folders = [tmp, runtime, ...data === null ? [folder] : []];
    return new Trial({ data: folder, tmp, child, folders, preset });
  }

  /** Folder of the experiment's record. */
  get record(): string {
    return `${this.data}/${this.#experiment}`;
  }

  /** Waits until the last run has reached a phase. */
  async reach(phase: string): Promise<void> {
    await until(
      `the phase ${phase}`,
      async () => (await this.count("phase", phase)) > 0,
    );
    for (const name of await namesIn(this.tmp)) this.#runs.add(name);
  }

  /** Counts the events of a kind and subject that the last run has recorded so far. */
  async count(kind: string, subject: string): Promise<number> {
    const { runs } = await readRuns(this.record);
    const events = `${this.record}/${runs.at(-1)?.part}/events.csv`;
    const text = await Deno.readTextFile(events).catch(() => "");
    return text.split(`,${kind},${subject},`).length - 1;
  }

  /** Returns the only process whose command line contains a text. */
  async pidOf(text: string): Promise<number> {
    const matches = (await this.processes()).filter(({ command }) =>
      command.includes(text)
    );
    if (matches.length === 1) return matches[0]?.pid ?? NaN;
    throw new Error(`Not exactly one process: ${JSON.stringify(matches)}`);
  }

  /** Returns all processes started for the runs, including watchdogs. */
  async processes(): Promise<{ pid: number; command: string }[]> {
    const processes: { pid: number; command: string }[] = [];
    for (const name of await namesIn("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const read = (file: string) =>
        Deno.readTextFile(`/proc/${name}/${file}`).catch(() => "");
      const environment = await read("environ");
      const command = await read("cmdline");
      const isOwn = environment.includes(`LOADLINE_RUN=${this.tmp}/`) ||
        command.includes(`\0${this.tmp}/`);
      if (isOwn) {
        processes.push({
          pid: Number(name),
          command: command.split("\0").join(" "),
        });
      }
    }
    return processes;
  }

  /** Waits until all processes, files and cgroups are gone; the watchdog of a killed runner may take a moment. */
  async untilClean(): Promise<void> {
    let leftovers: unknown[] = [];
    await until(
      () => `no leftovers: ${JSON.stringify(leftovers)}`,
      async () => {
        leftovers = [
          ...await this.processes(),
          ...await namesIn(this.tmp),
          ...await findGroups((name) =>
            [...this.#runs].some((run) => name.startsWith(run))
          ),
        ];
        return leftovers.length === 0;
      },
    );
  }

  /** Waits for the end of the runner, and returns its runs in order. */
  async recorded(): Promise<Recorded[]> {
    await this.finished;
    using store = await Store.open(`${this.data}/loadline.duckdb`);
    const { rows } = await store.rows(
      "SELECT run_id, code, message FROM warnings",
    );
    const runs = await monitoringRuns(store);
    const recorded: Recorded[] = [];
    for (const run of runs) {
      const warnings = rows.filter(({ run_id }) => run_id === run.run_id);
      recorded.push({
        run,
        rows: await runRows(store, run.run_id),
        warnings: new Map(
          warnings.map(({ code, message }) => [String(code), String(message)]),
        ),
      });
    }
    return recorded;
  }

  /** Returns the only run. Throws an Error if there is not exactly one. */
  async only(): Promise<Recorded> {
    const [first, ...others] = await this.recorded();
    if (first && others.length === 0) return first;
    const { stdout, stderr } = await this.finished;
    throw new Error(`Not exactly one run: ${stdout}${stderr}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // Already exited.
    }
    await this.finished;
    await this.untilClean();
    for (const folder of this.#folders) {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

/** Polls a condition; throws after 100 s. */
export async function until(
  condition: string | (() => string),
  isMet: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + TIMEOUT_S * 1000;
  while (!(await isMet())) {
    if (performance.now() > deadline) {
      throw new Error(
        `Timeout waiting for: ${
          typeof condition === "string" ? condition : condition()
        }`,
      );
    }
    await sleep(50);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return entries.map(({ name }) => name);
}
