/** Marks a run with every other run that is under way on the machine at the same time. */
import type { MachineClaim } from "./machine_claim.ts";
import type { Recorder } from "../recording/recorder.ts";
import { repeat } from "../timing/periodic.ts";

/** Seconds between two looks. */
const LOOK_S = 1;

/**
 * Looks until it is disposed of: each other run is told once, as an event `beside` with its id as subject, and as a warning. The
 * one that began first is marked as well as the one that began beside it.
 */
export function watchNeighbours(
  machine: MachineClaim,
  recorder: Pick<Recorder, "run_id" | "event" | "warn">,
): AsyncDisposable {
  machine.begin(recorder.run_id);
  const stop = new AbortController();
  const told = new Set<string>();
  const look = async () => {
    for (const { run_id, experiment, pid } of await machine.others()) {
      if (run_id === "" || told.has(run_id)) continue;
      told.add(run_id);
      recorder.event("beside", run_id, `${experiment}, pid ${pid}`);
      recorder.warn(
        "beside",
        `run ${run_id} of ${experiment} was under way on this machine at the same time`,
      );
    }
  };
  const looking = repeat(
    () =>
      look().catch(({ message }: Error) =>
        recorder.warn("probe-failed", `other runs cannot be seen: ${message}`)
      ),
    { every: LOOK_S, signal: stop.signal },
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await looking;
      machine.begin("");
    },
  };
}
