/** Runs of `monitoring-load` as people start them: a process with folders of its own, so that what it leaves can be seen. */
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

/** Settings of a run of twenty seconds, most of which the server takes to know its targets. */
const tiny = {
  scrape_interval: 2,
  value_interval: 1,
  targets: 2,
  metrics: 5,
  users: 2,
  incremental_period: 0.5,
  big_period: 5,
  // Their steps are a second apart, so that some are within the little that there is.
  big_points: 3300,
  history: 0,
  timeout: 5,
  warmup: 3,
  duration: 8,
  cooldown: 0,
};

/** Seconds that anything a trial waits for may take, on a machine that runs several of them. */
const PATIENCE = 60;

export interface TrialOptions {
  /** Settings beside, or instead of, those of a tiny run. */
  readonly set?: Readonly<Record<string, string | number>>;
  /** Folder of records that outlives the trial; null for one of its own. */
  readonly data?: string | null;
  readonly args?: readonly string[];
  /** Command that is given the runner's as its last arguments, and the folder for temporary files as `TMPDIR`. */
  readonly wrapper?: readonly string[];
}

/** What a run came to, as its record says. */
export interface Recorded {
  readonly run: MonitoringRun;
  readonly rows: RunRows;
  /** Message of each by code. */
  readonly warnings: ReadonlyMap<string, string>;
}

/** A runner at work; dispose of it to end it, and to remove its folders. */
export class Trial implements AsyncDisposable {
  readonly data: string;
  /** Where it puts what is temporary. */
  readonly tmp: string;
  readonly child: Deno.ChildProcess;
  /** Its end, and what it printed. */
  readonly finished: Promise<Finished>;
  readonly #folders: readonly string[];
  readonly #runs = new Set<string>();

  private constructor(
    { data, tmp, child, folders }: Pick<Trial, "data" | "tmp" | "child"> & {
      readonly folders: readonly string[];
    },
  ) {
    this.data = data;
    this.tmp = tmp;
    this.child = child;
    this.finished = finish(child);
    this.#folders = folders;
  }

  static async start(
    { set = {}, data = null, args = [], wrapper = [] }: TrialOptions = {},
  ): Promise<Trial> {
    const tmp = await Deno.makeTempDir();
    const runtime = await Deno.makeTempDir({ prefix: "loadline-test-" });
    const folder = data ?? await Deno.makeTempDir();
    const [program = "", ...rest] = [
      ...wrapper,
      ...[Deno.execPath(), "run", "-A", "--quiet", "scripts/run.ts"],
      ...["monitoring-load/custom", "--data", folder, ...args, "--set"],
      ...Object.entries({ ...tiny, ...set })
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
    return new Trial({ data: folder, tmp, child, folders });
  }

  /** Folder of the experiment's record. */
  get record(): string {
    return `${this.data}/monitoring-load`;
  }

  /** Waits until its last run has come to a phase. */
  async reach(phase: string): Promise<void> {
    await until(`the phase ${phase}`, async () => {
      const { runs } = await readRuns(this.record);
      const events = `${this.record}/${runs.at(-1)?.part}/events.csv`;
      const told = await Deno.readTextFile(events).catch(() => "");
      return told.includes(`,phase,${phase},`);
    });
    for (const name of await namesIn(this.tmp)) this.#runs.add(name);
  }

  /** The only process of its run whose command line has a text in it. */
  async pidOf(text: string): Promise<number> {
    const found = (await this.processes()).filter(({ command }) =>
      command.includes(text)
    );
    if (found.length === 1) return found[0]?.pid ?? NaN;
    throw new Error(`Not one process: ${JSON.stringify(found)}`);
  }

  /** All processes that were started for its runs, its watchdogs too. */
  async processes(): Promise<{ pid: number; command: string }[]> {
    const found: { pid: number; command: string }[] = [];
    for (const name of await namesIn("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const read = (file: string) =>
        Deno.readTextFile(`/proc/${name}/${file}`).catch(() => "");
      const environment = await read("environ");
      const command = await read("cmdline");
      const mine = environment.includes(`LOADLINE_RUN=${this.tmp}/`) ||
        command.includes(`\0${this.tmp}/`);
      if (mine) {
        found.push({
          pid: Number(name),
          command: command.split("\0").join(" "),
        });
      }
    }
    return found;
  }

  /** Waits until nothing is left of what it started: it may take the watchdog of a killed runner a moment. */
  async untilClean(): Promise<void> {
    let left: unknown[] = [];
    await until(
      () => `nothing is left: ${JSON.stringify(left)}`,
      async () => {
        left = [
          ...await this.processes(),
          ...await namesIn(this.tmp),
          ...await findGroups((name) =>
            [...this.#runs].some((run) => name.startsWith(run))
          ),
        ];
        return left.length === 0;
      },
    );
  }

  /** Its runs, in order. Waits for its end. */
  async recorded(): Promise<Recorded[]> {
    await this.finished;
    using store = await Store.open(`${this.data}/loadline.duckdb`);
    const { rows } = await store.rows(
      "SELECT run_id, code, message FROM warnings",
    );
    const runs = await monitoringRuns(store);
    const recorded: Recorded[] = [];
    for (const run of runs) {
      const mine = rows.filter(({ run_id }) => run_id === run.run_id);
      recorded.push({
        run,
        rows: await runRows(store, run.run_id),
        warnings: new Map(
          mine.map(({ code, message }) => [String(code), String(message)]),
        ),
      });
    }
    return recorded;
  }

  /** Its only run. */
  async only(): Promise<Recorded> {
    const [one, ...others] = await this.recorded();
    if (one && others.length === 0) return one;
    const { stdout, stderr } = await this.finished;
    throw new Error(`Not one run: ${stdout}${stderr}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.finished;
    await this.untilClean();
    for (const folder of this.#folders) {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

/** Asks until it is so; fails after a minute. */
export async function until(
  what: string | (() => string),
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + PATIENCE * 1000;
  while (!(await isSo())) {
    if (performance.now() > end) {
      throw new Error(
        `Not so in time: ${typeof what === "string" ? what : what()}`,
      );
    }
    await sleep(50);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return entries.map(({ name }) => name);
}
