/** Stops a forwarder while it has a backlog, and starts it again. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import { delay } from "../../lab/timing/delay.ts";
import { STOP_TIMEOUT_S } from "../../systems/forwarders/forwarder.ts";

/** Time for lines that the kernel has accepted to be read, so that those in the buffer are tested and no others. */
const SETTLE_S = 1;

/** Time that a forwarder must live after its start. */
const LIVE_S = 1;

export interface RestartOptions {
  readonly source: string;
  readonly process: ManagedProcess;
  readonly by: "SIGTERM" | "SIGKILL";
  readonly recorder: Pick<Recorder, "event" | "warn">;
  readonly signal: AbortSignal;
}

/**
 * Sends the signal, waits for the end of the process, at most as long as a forwarder may take to write its buffer to
 * disk, and starts it with the same command. Call it when no more lines are sent.
 */
export async function restartForwarder(
  { source, process, by, recorder, signal }: RestartOptions,
): Promise<void> {
  await delay(SETTLE_S, signal);
  recorder.event("down", source, by);
  process.signal(by);
  const late = setTimeout(() => {
    recorder.warn(
      "stop-timeout",
      `${source} did not end within ${STOP_TIMEOUT_S} s of ${by}, and was killed`,
    );
    process.signal("SIGKILL");
  }, STOP_TIMEOUT_S * 1000);
  try {
    await process.ended();
  } finally {
    clearTimeout(late);
  }
  process.start();
  await delay(LIVE_S, signal);
  if (process.pid !== null) recorder.event("up", source);
}
