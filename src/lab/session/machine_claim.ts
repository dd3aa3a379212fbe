/**
 * Which sessions are at work on this machine, whichever checkout they are from: two that measure at one time disturb each other.
 *
 * Each keeps a file in a folder of the user's, locked as long as its process lives, so that the kernel takes the claim back
 * however it ends.
 */
import { z } from "zod";
import { UsageError } from "../../record/mod.ts";

/** Environment variable that names another folder than the user's own in /tmp. */
export const RUNTIME = "LOADLINE_RUNTIME";

const Claim = z.object({
  pid: z.number().int(),
  experiment: z.string(),
  /** Of the run under way; empty between two runs. */
  run_id: z.string(),
});
/** A session at work. */
export type Claim = z.infer<typeof Claim>;

export interface ClaimOptions {
  readonly experiment: string;
  /** Whether to run although another session is at work. */
  readonly beside: boolean;
  /** @default the folder that `LOADLINE_RUNTIME` names, else `/tmp/loadline-<uid>` */
  readonly folder?: string;
}

/** This session's claim; dispose of it when the session ends. */
export class MachineClaim implements Disposable {
  readonly #folder: string;
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #experiment: string;

  private constructor(folder: string, path: string, experiment: string) {
    this.#folder = folder;
    this.#path = path;
    this.#experiment = experiment;
    this.#file = Deno.openSync(path, { write: true, createNew: true });
    this.#file.lockSync(true);
    this.begin("");
  }

  /**
   * Claims the machine. Throws `UsageError` that names the session at work, unless `beside` allows it, and for a folder that
   * somebody else could write in.
   */
  static async take(
    { experiment, beside, folder = runtimeFolder() }: ClaimOptions,
  ): Promise<MachineClaim> {
    await makeFolder(folder);
    // One at a time, so that of two that come at once one sees the other.
    using gate = await Deno.open(`${folder}/gate`, {
      write: true,
      create: true,
    });
    await gate.lock(true);
    const [other] = await readClaims(folder, { removeStale: true });
    if (other && !beside) {
      throw new UsageError(
        `Cannot run here as ${describe(other)} is under way on this machine, ` +
          "and each would slow the other down: wait for it, or use --beside",
      );
    }
    const name = `${Deno.pid}-${crypto.randomUUID().slice(0, 8)}.json`;
    return new MachineClaim(folder, `${folder}/${name}`, experiment);
  }

  /** Says which run is under way. */
  begin(run_id: string): void {
    const claim: Claim = {
      pid: Deno.pid,
      experiment: this.#experiment,
      run_id,
    };
    const bytes = new TextEncoder().encode(JSON.stringify(claim));
    this.#file.truncateSync(0);
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#file.writeSync(bytes);
  }

  /** The other sessions at work. */
  others(): Promise<Claim[]> {
    return readClaims(this.#folder, { except: this.#path });
  }

  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.#path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    this.#file.close();
  }
}

function describe({ experiment, run_id, pid }: Claim): string {
  return run_id === ""
    ? `a session of ${experiment} (pid ${pid})`
    : `run ${run_id} of ${experiment} (pid ${pid})`;
}

/** The same for every checkout of a user; not in `TMPDIR`, which differs from shell to shell. */
function runtimeFolder(): string {
  return Deno.env.get(RUNTIME) ?? `/tmp/loadline-${Deno.uid() ?? 0}`;
}

/** Makes the folder, or checks that it is one in which nobody else can put a link in the place of a file. */
async function makeFolder(folder: string): Promise<void> {
  const refuse = (reason: string) =>
    new UsageError(
      `Cannot keep track of runs in ${folder} as ${reason}: set ${RUNTIME} to a folder of your own`,
    );
  try {
    await Deno.mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw refuse(`it cannot be made: ${(error as Error).message}`);
    }
  }
  const { isDirectory, uid, mode } = await Deno.lstat(folder);
  if (!isDirectory) throw refuse("it is no folder");
  if (uid !== null && uid !== Deno.uid()) throw refuse("it is another user's");
  if (mode !== null && (mode & 0o022) !== 0) {
    throw refuse("other users may write there");
  }
}

/** Claims whose process lives. One that is being written counts at the next look. */
async function readClaims(
  folder: string,
  { except = "", removeStale = false }: {
    readonly except?: string;
    readonly removeStale?: boolean;
  },
): Promise<Claim[]> {
  const claims: Claim[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (!name.endsWith(".json") || path === except) continue;
    try {
      using file = await Deno.open(path);
      // Shared, so that two that look at one time are not taken for the session itself.
      if (await file.tryLock(false)) {
        if (removeStale) await Deno.remove(path);
        continue;
      }
      const claim = Claim.safeParse(maybeJson(await Deno.readTextFile(path)));
      if (claim.success) claims.push(claim.data);
    } catch (error) {
      // It ended while we looked.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return claims;
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
