/** Watches over the memory of one process, however often it is started: kills it above a limit, and tells of each kill. */
import type { OwnedProcess } from "../processes/managed_process.ts";
import { missingProc } from "../processes/proc.ts";
import { readTable } from "../processes/ps.ts";
import { now } from "../timing/wall_clock.ts";

/** A process that was killed as it had too much memory. */
export interface Oom {
  readonly at: Date;
  /** Bytes it was last seen with: at most one look before the kernel killed it. */
  readonly resident: number;
  /** Bytes it might have. */
  readonly limit: number;
}

export interface MemoryWatchOptions {
  /** Bytes. */
  readonly limit: number;
  readonly onOom: (oom: Oom) => void;
  /** How often the kernel has killed it for memory so far; null where the kernel does not bound it. */
  readonly countKills?: (() => number) | null;
  /** Whether /proc can be read; otherwise `ps` is asked, less often. Found out by default. */
  readonly proc?: boolean;
}

/** Seconds between two looks. */
export const LOOK = { proc: 0.05, ps: 0.25 } as const;

/**
 * Watches until it is disposed of; each kill is told once, whoever did it. What is compared is the memory that the kernel
 * could not take back by writing it to a file or forgetting it; with `ps`, all that is resident.
 */
export function watchMemory(
  process: OwnedProcess,
  { limit, onOom, countKills = null, proc = missingProc() === "" }:
    MemoryWatchOptions,
): AsyncDisposable {
  const seconds = proc ? LOOK.proc : LOOK.ps;
  let open = true;
  let wake = () => {};
  let seen: number | null = null;
  let resident = 0;
  let told = false;
  let kills = countKills?.() ?? 0;

  const tell = () => {
    if (told) return;
    told = true;
    onOom({ at: new Date(now()), resident, limit });
  };
  const look = async () => {
    const counted = countKills?.() ?? 0;
    if (counted > kills) tell();
    kills = counted;
    const { pid } = process;
    if (pid === null) return;
    if (pid !== seen) {
      seen = pid;
      told = false;
      // What the kernel did is known as soon as the process is gone.
      void process.ended().then(() => wake());
    }
    const read = proc ? readResident(pid) : await askResident(pid);
    if (read === null || process.pid !== pid) return;
    resident = read;
    if (resident <= limit || told) return;
    process.signal("SIGKILL");
    tell();
  };
  const watching = (async () => {
    while (open) {
      await look();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  watching.catch(() => {
    // It is thrown to who disposes of the watch.
  });
  return {
    async [Symbol.asyncDispose]() {
      open = false;
      wake();
      await watching;
    },
  };
}

/**
 * Bytes of a process that the kernel must keep: its own, those it shares without a file, and those that went to swap. Null
 * when it has ended.
 */
function readResident(pid: number): number | null {
  const text = maybeRead(`/proc/${pid}/status`);
  const sizes = [
    ...text.matchAll(/^(?:RssAnon|RssShmem|VmSwap):\s+(\d+) kB$/gm),
  ];
  if (sizes.length === 0) return null;
  return sizes.reduce((sum, [, size]) => sum + Number(size) * 1024, 0);
}

function maybeRead(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // It has ended; the next look sees who came after it.
    return "";
  }
}

async function askResident(pid: number): Promise<number | null> {
  return (await readTable([pid])).get(pid)?.memory ?? null;
}
