/** Monitors the memory of one process across restarts: kills it above a limit, and reports each OOM kill. */
import type { ManagedProcess } from "../processes/managed_process.ts";
import { now } from "../timing/wall_clock.ts";

/** A kill for exceeding the memory limit. */
export interface Oom {
  readonly at: Date;
  /** Bytes at the last sample: at most one interval before the kernel killed it. */
  readonly resident: number;
  /** Bytes. */
  readonly limit: number;
}

export interface MemoryWatchOptions {
  /** Bytes. */
  readonly limit: number;
  readonly onOom: (oom: Oom) => void;
  /** Returns the number of OOM kills by the kernel so far; null if the kernel does not limit it. */
  readonly countKills?: (() => number) | null;
}

export const POLL_INTERVAL_S = 0.05;

/**
 * Watches until disposed of; each OOM kill, by the watchdog or the kernel, is reported once. Compares the memory that
 * the kernel cannot reclaim by writing it to a file or discarding it; with `ps`, all resident memory.
 */
export function watchMemory(
  process: ManagedProcess,
  { limit, onOom, countKills = null }: MemoryWatchOptions,
): AsyncDisposable {
  let open = true;
  let wake = () => {};
  let lastPid: number | null = null;
  let resident = 0;
  let reported = false;
  let kills = countKills?.() ?? 0;

  const report = () => {
    if (reported) return;
    reported = true;
    onOom({ at: new Date(now()), resident, limit });
  };
  const poll = () => {
    const counted = countKills?.() ?? 0;
    if (counted > kills) report();
    kills = counted;
    const { pid } = process;
    if (pid === null) return;
    if (pid !== lastPid) {
      lastPid = pid;
      reported = false;
      // A kill by the kernel is counted as soon as the process has ended.
      void process.ended().then(() => wake());
    }
    const bytes = readUnreclaimable(pid);
    if (bytes === null || process.pid !== pid) return;
    resident = bytes;
    if (resident <= limit || reported) return;
    process.signal("SIGKILL");
    report();
  };
  const watching = (async () => {
    while (open) {
      poll();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_INTERVAL_S * 1000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  watching.catch(() => {
    // Dispose rethrows it.
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
 * Returns the bytes of a process that the kernel cannot reclaim: anonymous, shared without a file, and swapped out.
 * Null if it has ended.
 */
function readUnreclaimable(pid: number): number | null {
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
    // The process has ended; the next poll reads its successor.
    return "";
  }
}
