/** Runs scripts as processes, as users do. */
import { readRuns } from "../../src/record/mod.ts";
import { BusyMachine, whileQuiet } from "../testing/quiet.ts";
import { withTempFolder } from "../testing/records.ts";
import { isMadeInvalidByMachine, RUN_STALL_MS } from "../testing/sound_runs.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `scripts/<name>.ts` to its end. */
export function runScript(name: string, ...args: string[]): Promise<Finished> {
  return finish(startScript(name, args));
}

/**
 * Starts `scripts/<name>.ts` with extra environment variables. Each process registers its runs in a separate folder, as
 * tests run concurrently on purpose.
 */
export function startScript(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  const runtime = Deno.makeTempDirSync({ prefix: "loadline-test-" });
  // Reports of runs go with the process, unless a test wants them.
  const own = name === "run" && !args.includes("--reports")
    ? ["--reports", `${runtime}/reports`]
    : [];
  const child = new Deno.Command(Deno.execPath(), {
    // Quiet, as Deno prints downloads with a fresh cache.
    args: ["run", "-A", "--quiet", `scripts/${name}.ts`, ...args, ...own],
    cwd: root,
    env: {
      NO_COLOR: "1",
      LOADLINE_TRACE: "",
      LOADLINE_RUNTIME: runtime,
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  void child.status.then(() => Deno.remove(runtime, { recursive: true }));
  return child;
}

/** Waits for the exit; returns the code and the output. */
export async function finish(child: Deno.ChildProcess): Promise<Finished> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

/** Passes a temporary folder, for runs that must be valid: again, with another one, after `refuseBusy()`. */
export function withQuietFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  return whileQuiet(RUN_STALL_MS, () => withTempFolder(body));
}

/** Throws `BusyMachine` if a busy machine has made a run of a folder of records invalid. */
export async function refuseBusy(data: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(data)) {
    if (!isDirectory) continue;
    const { runs } = await readRuns(`${data}/${name}`);
    const busy = runs.find(isMadeInvalidByMachine);
    if (busy) throw new BusyMachine(`a run is invalid as ${busy.notes}`);
  }
}

/** Sorted names in a folder, hidden ones too, without the lock of ingest; empty if the folder does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (name !== ".ingest.lock") names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}
