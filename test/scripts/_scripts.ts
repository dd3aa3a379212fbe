/** Scripts run as people run them: as processes. */

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
 * Starts `scripts/<name>.ts`, with more variables in its environment. Each keeps track of runs in a folder of its own, as tests
 * run side by side on purpose.
 */
export function startScript(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  const runtime = Deno.makeTempDirSync({ prefix: "loadline-test-" });
  const child = new Deno.Command(Deno.execPath(), {
    // Quiet: a fresh cache tells what it downloads.
    args: ["run", "-A", "--quiet", `scripts/${name}.ts`, ...args],
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

/** Waits for the end, and what was printed until then. */
export async function finish(child: Deno.ChildProcess): Promise<Finished> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

/** Names of everything in a folder but the lock of ingest, sorted, hidden ones too; empty when there is none. */
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
