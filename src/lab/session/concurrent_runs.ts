/** Marks a run with every other run that is in progress on the machine at the same time. */
import type { MachineClaim } from "./machine_claim.ts";
import type { Recorder } from "../recording/recorder.ts";
import { repeat } from "../timing/periodic.ts";

const POLL_INTERVAL_S = 1;

/**
 * Polls for other runs until disposed of. Emits each once, as an event `beside` with its id as subject, and as a
 * warning. Every run that measures polls, so that both of two concurrent ones are marked.
 */
export function watchConcurrentRuns(
  machine: Pick<MachineClaim, "otherSessions">,
  recorder: Pick<Recorder, "event" | "warn">,
): AsyncDisposable {
  const stop = new AbortController();
  const seen = new Set<string>();
  const poll = async () => {
    for (const { run_id, experiment, pid } of await machine.otherSessions()) {
      if (run_id === "" || seen.has(run_id)) continue;
      seen.add(run_id);
      recorder.event("beside", run_id, `${experiment}, pid ${pid}`);
      recorder.warn(
        "beside",
        `run ${run_id} of ${experiment} was under way on this machine at the same time`,
      );
    }
  };
  const polling = repeat(
    () =>
      poll().catch(({ message }: Error) =>
        recorder.warn("probe-failed", `other runs cannot be seen: ${message}`)
      ),
    { every: POLL_INTERVAL_S, signal: stop.signal },
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await polling;
    },
  };
}
