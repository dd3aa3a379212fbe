/** A disk of a limited size, in memory, for the data of a system: it can be full. Only root can mount one. */
import { statfs } from "node:fs/promises";
import { formatValue } from "../../record/mod.ts";
import type { ProcessGroup } from "../processes/process_group.ts";
import { runProgram } from "../processes/run_program.ts";
import { quoteWord } from "../processes/shell_quote.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** A mounted disk; it goes with the folder of its run, also if the runner is killed. */
export interface LimitedDisk {
  readonly folder: string;
  /** Takes all free room away: what is written from now on finds a full disk. */
  fill(): Promise<void>;
  /** Gives the room back. */
  free(): Promise<void>;
}

/** Tries to fill it while something writes to it. */
const MAX_TRIES = 20;

/**
 * Mounts a disk of `bytes` in the folder of a run. It takes as much memory as is written to it. Throws
 * `UnavailableError` if this machine does not let this process mount one.
 */
export async function mountLimitedDisk(
  processes: Pick<ProcessGroup, "folder" | "addCleanupCommand">,
  bytes: number,
): Promise<LimitedDisk> {
  const folder = `${processes.folder}/disk`;
  await Deno.mkdir(folder);
  // A server with an account of its own passes through.
  await Deno.chmod(processes.folder, 0o711);
  // Also where it was unmounted before.
  await processes.addCleanupCommand(
    `umount -l ${quoteWord(folder)} 2>/dev/null; true`,
  );
  const mount = (options: string) =>
    runProgram([
      ...["mount", "-t", "tmpfs", "-o", options, "loadline", folder],
    ]);
  const resize = async (size: number) => {
    const result = await mount(`remount,size=${size}`);
    return result?.code === 0;
  };
  const mounted = await mount(`size=${bytes},mode=0711`);
  if (mounted?.code !== 0) {
    throw new UnavailableError(
      `Cannot mount a disk of ${
        formatValue(bytes, "B")
      } as this machine does not let this process do so: ${
        mounted?.stderr.trim() ?? "mount is not installed"
      }; run it as root`,
    );
  }
  return {
    folder,
    async fill() {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const { bsize, blocks, bfree } = await statfs(folder);
        // One of no size would have no limit; one that holds more than its new size stays as it is.
        if (await resize(bsize * Math.max(1, blocks - bfree))) return;
      }
      throw new Error(
        `Cannot fill the disk at ${folder} as more was written to it again and again`,
      );
    },
    async free() {
      if (await resize(bytes)) return;
      throw new Error(`Cannot give back the room of the disk at ${folder}`);
    },
  };
}
