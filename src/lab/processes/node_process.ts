/** The process of a node, on this machine or on another one: what faults, probes and the end of a run need of it. */
import type { ClockOffset } from "../timing/clock_offset.ts";
import type { ProcessReading } from "./proc.ts";

/** A process that was read on another machine. */
export interface FarReading {
  readonly pid: number;
  /** Name of its program, without the folder; empty if that cannot be read. */
  readonly program: string;
  readonly reading: ProcessReading;
}

/** The other machine of a process, and how the process is read there. */
export interface FarMachine {
  /** As the user's ssh client names it. */
  readonly host: string;
  /** Name and release of its kernel, and its architecture. */
  readonly system: string;
  readonly cores: number;
  /** Bytes; 0 if unknown. */
  readonly memory: number;
  /** Returns null if the process does not run. Throws an Error if the connection has ended. */
  read(): Promise<FarReading | null>;
  /** Measures the machine's clock by a few round trips. Throws an Error if that is not possible. */
  measureClock(): Promise<ClockOffset>;
}

/** Implemented by `ManagedProcess`, and by `FarProcess` for other machines. */
export interface NodeProcess {
  /** Name of the node. */
  readonly name: string;
  readonly command: readonly string[];
  /** Temporary folder on its machine. */
  readonly folder: string;
  /** Process id on its machine; null while it does not run. */
  readonly pid: number | null;
  /** Null on this machine. */
  readonly far: FarMachine | null;
  /** Starts or restarts it, with its own command by default; does nothing while it runs. */
  start(command?: readonly string[]): void | Promise<void>;
  /** Sends a signal to it and its children. Returns false if it does not run. */
  signal(signal: Deno.Signal): boolean;
  /** Calls `listener` on every exit that `signal()` did not cause, until disposed of. */
  onUnexpectedExit(listener: (status: Deno.CommandStatus) => void): Disposable;
  /** Pauses it (SIGSTOP) like a hung machine; resolves when all threads are stopped. Does nothing if not running. */
  pause(): Promise<void>;
  /** Resumes it (SIGCONT) after `pause()`. */
  resume(): void;
  /** Resolves to its exit status when it ends. */
  ended(): Promise<Deno.CommandStatus>;
  /** Its signal to stop, then SIGKILL after a grace period. */
  stop(): Promise<void>;
  /** Kills it at once, like a crash. */
  kill(): Promise<void>;
  /** Returns the last bytes of its log, as text; empty if it cannot be read. */
  readLog(bytes: number): Promise<string>;
  /** Returns the last lines of its log, for an error message. */
  logTail(lines?: number): Promise<string>;
}

/** Signals that are expected to terminate a process. */
export const terminatingSignals: ReadonlySet<Deno.Signal> = new Set([
  "SIGHUP",
  "SIGINT",
  "SIGKILL",
  "SIGQUIT",
  "SIGTERM",
]);

/** Time between the signal to stop and SIGKILL. */
export const GRACE_PERIOD_MS = 2000;

/** Bytes of a log that its last lines are looked for in: a program may print without end. */
export const TAIL_BYTES = 20_000;

/** Characters of the last lines in an error message. */
const MAX_TAIL_LENGTH = 2000;

/** Returns the last lines of a log in one, for an error message. */
export function toTail(log: string, lines: number): string {
  return log.trimEnd().split("\n").slice(-lines).join(" | ")
    // Its end is cut, as the beginning of a secret there is recognised.
    .slice(0, MAX_TAIL_LENGTH);
}

/** Whether all threads are stopped, by the text of their /proc/PID/task/TID/stat. */
export function areStopped(stats: readonly string[]): boolean {
  // A thread in uninterruptible sleep (D) stops before it returns from the kernel.
  return stats.every((stat) =>
    "TDXZ".includes(/\) (\S)[^)]*$/.exec(stat)?.[1] ?? "T")
  );
}
