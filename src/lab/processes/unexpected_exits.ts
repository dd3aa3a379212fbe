/** Records exits of a system's processes that the run did not cause. */
import type { NodeProcess } from "./node_process.ts";
import type { Recorder } from "../recording/recorder.ts";
import { now } from "../timing/wall_clock.ts";

/** Limit for the recorded log line, as structured logs have long ones. */
const MAX_LOG_LINE_CHARS = 300;

/**
 * Records each unexpected exit until disposed of: as a warning, and as an event `died`, whose detail is the exit reason
 * and the last line of the log: `SIGKILL: ready to serve`. Skips kills by a fault, a limit or the end of the run.
 */
export function watchUnexpectedExits(
  processes: readonly NodeProcess[],
  recorder: Pick<Recorder, "event" | "warn">,
): AsyncDisposable {
  const pending = new Set<Promise<void>>();
  const record = async (process: NodeProcess, reason: string, at: Date) => {
    const lastLine = (await process.logTail(1)).slice(0, MAX_LOG_LINE_CHARS);
    const detail = lastLine === "" ? reason : `${reason}: ${lastLine}`;
    recorder.event("died", process.name, detail, at);
    recorder.warn("died", `${process.name} ended by itself: ${detail}`);
  };
  const subscriptions = processes.map((process) =>
    process.onUnexpectedExit(({ signal, code }) => {
      const at = new Date(now());
      const recorded = record(process, signal ?? `exit ${code}`, at)
        .finally(() => pending.delete(recorded));
      pending.add(recorded);
    })
  );
  return {
    async [Symbol.asyncDispose]() {
      for (const subscription of subscriptions) subscription[Symbol.dispose]();
      await Promise.all(pending);
    },
  };
}
