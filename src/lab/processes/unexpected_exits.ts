/** Processes of a system that end although nobody here ended them. */
import type { OwnedProcess } from "./managed_process.ts";
import type { Recorder } from "../recording/recorder.ts";
import { now } from "../timing/wall_clock.ts";

/** Characters of the last line that are kept: structured logs have long ones. */
const MOST_WORDS = 300;

/**
 * Tells each such end until it is disposed of: as an event `died`, whose detail is how it ended and the last line of its log,
 * `SIGKILL: ready to serve`, and as a warning. What a fault, a budget or the end of the run kills is not told.
 */
export function watchDeaths(
  processes: readonly OwnedProcess[],
  recorder: Pick<Recorder, "event" | "warn">,
): AsyncDisposable {
  const telling = new Set<Promise<void>>();
  const tell = async (process: OwnedProcess, how: string, at: Date) => {
    const last = (await process.lastWords(1)).slice(0, MOST_WORDS);
    const detail = last === "" ? how : `${how}: ${last}`;
    recorder.event("died", process.name, detail, at);
    recorder.warn("died", `${process.name} ended by itself: ${detail}`);
  };
  const watched = processes.map((process) =>
    process.onDeath(({ signal, code }) => {
      const at = new Date(now());
      const told = tell(process, signal ?? `exit ${code}`, at)
        .finally(() => telling.delete(told));
      telling.add(told);
    })
  );
  return {
    async [Symbol.asyncDispose]() {
      for (const one of watched) one[Symbol.dispose]();
      await Promise.all(telling);
    },
  };
}
