/**
 * Registers the sessions in progress on this machine, from all checkouts: concurrent sessions disturb each other.
 *
 * Each session keeps a file in a folder of the user, locked as long as its process lives, so the kernel releases the
 * claim however the process ends.
 */
import { z } from "zod";
import { maybeJson, UsageError } from "../../record/mod.ts";

/** Environment variable for another folder of claims than the user's folder in /tmp. */
const RUNTIME_VARIABLE = "LOADLINE_RUNTIME";

const Claim = z.object({
  pid: z.number().int(),
  experiment: z.string(),
  /** Run in progress; empty between two runs. */
  run_id: z.string(),
  /** Whether its runs are of virtual time, so that nothing disturbs them. A session that does not say so measures. */
  simulated: z.boolean().default(false),
});
/** A session in progress. */
export type Claim = z.infer<typeof Claim>;

export interface ClaimOptions {
  readonly experiment: string;
  /** Whether to run although another session is in progress. */
  readonly beside: boolean;
  /** Whether all runs are of virtual time: they disturb those that measure, and not each other. */
  readonly simulated: boolean;
  /** @default the folder that `LOADLINE_RUNTIME` names, else `/tmp/loadline-<uid>` */
  readonly folder?: string;
}

/** Claim of this session; dispose of it when the session ends. */
export class MachineClaim implements Disposable {
  readonly #folder: string;
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #session: Pick<Claim, "experiment" | "simulated">;

  private constructor(
    folder: string,
    path: string,
    session: Pick<Claim, "experiment" | "simulated">,
  ) {
    this.#folder = folder;
    this.#path = path;
    this.#session = session;
    this.#file = Deno.openSync(path, { write: true, createNew: true });
    this.#file.lockSync(true);
    this.setRun("");
  }

  /**
   * Claims the machine. Throws `UsageError` if another session is in progress that would disturb this one or be
   * disturbed, and is not allowed by `beside`, or if other users can write to the folder.
   */
  static async take(
    { experiment, beside, simulated, folder = runtimeFolder() }: ClaimOptions,
  ): Promise<MachineClaim> {
    await makeFolder(folder);
    // Serialises claims: of two simultaneous ones the second sees the first.
    using gate = await Deno.open(`${folder}/gate`, {
      write: true,
      create: true,
    });
    await gate.lock(true);
    const [other] = (await readClaims(folder, { removeStale: true }))
      .filter((claim) => !(simulated && claim.simulated));
    if (other && !beside) {
      throw new UsageError(
        `Cannot run here as ${
          describe(other)
        } is in progress on this machine, ` +
          "and each would slow the other down: wait for it, or use --beside",
      );
    }
    const name = `${Deno.pid}-${crypto.randomUUID().slice(0, 8)}.json`;
    return new MachineClaim(folder, `${folder}/${name}`, {
      ...{ experiment, simulated },
    });
  }

  /** Publishes the run in progress; empty between two runs. */
  setRun(run_id: string): void {
    const claim: Claim = { ...this.#session, pid: Deno.pid, run_id };
    const bytes = new TextEncoder().encode(JSON.stringify(claim));
    this.#file.truncateSync(0);
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#file.writeSync(bytes);
  }

  /** Returns the claims of other sessions in progress. */
  otherSessions(): Promise<Claim[]> {
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

/** Folder shared by all checkouts of a user; not in `TMPDIR`, which differs between shells. */
function runtimeFolder(): string {
  return Deno.env.get(RUNTIME_VARIABLE) ?? `/tmp/loadline-${Deno.uid() ?? 0}`;
}

/** Creates the folder. Throws `UsageError` if other users could replace a file in it by a link. */
async function makeFolder(folder: string): Promise<void> {
  const refuse = (reason: string) =>
    new UsageError(
      `Cannot register runs in ${folder} as ${reason}: set ${RUNTIME_VARIABLE} to a folder of your own`,
    );
  try {
    await Deno.mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw refuse(`it cannot be created: ${(error as Error).message}`);
    }
  }
  const { isDirectory, uid, mode } = await Deno.lstat(folder);
  if (!isDirectory) throw refuse("it is not a folder");
  if (uid !== null && uid !== Deno.uid()) {
    throw refuse("it belongs to another user");
  }
  if (mode !== null && (mode & 0o022) !== 0) {
    throw refuse("other users can write to it");
  }
}

/** Reads the claims of living processes. Skips a claim that is being written; the next poll finds it. */
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
      // A shared lock, so that concurrent readers do not take each other for the owner.
      if (await file.tryLock(false)) {
        if (removeStale) await Deno.remove(path);
        continue;
      }
      const claim = Claim.safeParse(maybeJson(await Deno.readTextFile(path)));
      if (claim.success) claims.push(claim.data);
    } catch (error) {
      // The session ended in the meantime.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return claims;
}
