/** Lets the store of a control plane fail: a server that is a process of ours, with or without children. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { processTree } from "../../lab/processes/process_tree.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import type { StoreControl } from "./control_plane.ts";

/** Time in which killed processes end, however busy the machine is. */
const END_TIMEOUT_S = 30;

const POLL_INTERVAL_S = 0.01;

export interface StoreControlOptions {
  readonly process: ManagedProcess;
  /** Names of other processes that may end while it is away. */
  readonly dependants: readonly string[];
  /** Resolves once the started server answers. */
  readonly ready: () => Promise<void>;
  /** Removes all data of the server, which does not run; null if it could not start without. */
  readonly wipe: (() => Promise<void>) | null;
}

/** Returns the control of a store; its children are hit with it, as they may have left its process group. */
export function toStoreControl(
  { process, dependants, ready, wipe }: StoreControlOptions,
): StoreControl {
  let paused: readonly number[] = [];
  return {
    takesDown: [process.name, ...dependants],
    async kill() {
      const children = childrenOf(process);
      await process.kill();
      for (const pid of children) send(pid, "SIGKILL");
      await untilEnded(children);
    },
    async start() {
      // Nothing is done to one that runs.
      process.start();
      await ready();
    },
    async pause() {
      // The first process before its children, so that it starts no more of them.
      await process.pause();
      paused = childrenOf(process);
      for (const pid of paused) send(pid, "SIGSTOP");
    },
    resume() {
      for (const pid of paused) send(pid, "SIGCONT");
      paused = [];
      process.resume();
    },
    wipe,
  };
}

function childrenOf({ pid }: ManagedProcess): readonly number[] {
  return pid === null ? [] : processTree(pid).slice(1);
}

/** Resolves once killed processes have ended: a server that is started before finds its memory and files in use. */
function untilEnded(pids: readonly number[]): Promise<void> {
  return waitUntil(
    () => Promise.resolve(pids.every((pid) => processTree(pid).length === 0)),
    {
      ...{ timeout: END_TIMEOUT_S, every: POLL_INTERVAL_S },
      signal: new AbortController().signal,
      what: `the end of a killed store, with the processes ${pids.join(", ")}`,
      processes: [],
    },
  );
}

/** Sends a signal to a process that may have ended. */
function send(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    const isGone = error instanceof Deno.errors.NotFound ||
      error instanceof TypeError;
    if (!isGone) throw error;
  }
}
