/** Stops processes of a forwarder while it has a backlog, and starts them again. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import { delay } from "../../lab/timing/delay.ts";
import { STOP_TIMEOUT_S } from "../../systems/forwarders/forwarder.ts";

/** Time for lines that the kernel has accepted to be read, so that those in the buffer are tested and no others. */
const SETTLE_S = 1;

/** Time that a forwarder must live after its start. */
const LIVE_S = 1;

export interface StoppedProcess {
  readonly name: string;
  readonly process: ManagedProcess;
}

export interface RestartOptions {
  /** In the order of their start, each with the name of its events. */
  readonly stopped: readonly StoppedProcess[];
  readonly by: "SIGTERM" | "SIGKILL";
  readonly recorder: Pick<Recorder, "event" | "warn">;
  readonly signal: AbortSignal;
}

/**
 * Sends the signal to all at once, waits for their ends, at most as long as a forwarder may take to write its buffer to
 * disk, and starts each with the same command. Call it when no more lines are sent.
 */
export async function restartForwarder(
  { stopped, by, recorder, signal }: RestartOptions,
): Promise<void> {
  await delay(SETTLE_S, signal);
  await Promise.all(stopped.map((one) => stop(one, { by, recorder })));
  for (const { process } of stopped) process.start();
  await delay(LIVE_S, signal);
  for (const { name, process } of stopped) {
    if (process.pid !== null) recorder.event("up", name);
  }
}

/** Resolves once the process has ended. */
async function stop(
  { name, process }: StoppedProcess,
  { by, recorder }: Pick<RestartOptions, "by" | "recorder">,
): Promise<void> {
  recorder.event("down", name, by);
  process.signal(by);
  const late = setTimeout(() => {
    recorder.warn(
      "stop-timeout",
      `${name} did not end within ${STOP_TIMEOUT_S} s of ${by}, and was killed`,
    );
    process.signal("SIGKILL");
  }, STOP_TIMEOUT_S * 1000);
  try {
    await process.ended();
  } finally {
    clearTimeout(late);
  }
}
