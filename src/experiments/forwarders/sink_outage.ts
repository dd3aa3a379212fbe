/** An outage of sinks: begins, turns halfway, and ends, each with its events. */
import type { Sink } from "../../lab/lines/sink.ts";
import type { SinkFollower } from "../../lab/lines/sink_follower.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import { now, timestamp } from "../../lab/timing/wall_clock.ts";
import { toEvent } from "../../record/mod.ts";
import { waitForSink } from "../../systems/sinks/start_sinks.ts";
import { hitSinks, type SinkFault } from "./sink_faults.ts";

export interface SinkOutage {
  /** Sinks that are away. */
  readonly sinks: readonly Sink[];
  /** The second part of a fault that has two. */
  turn(): Promise<void>;
  /** Brings the sinks back; resolves once they accept connections. */
  end(): Promise<void>;
}

export interface BeginOutageOptions {
  readonly fault: SinkFault;
  readonly sinks: readonly Sink[];
  readonly recorder: Pick<Recorder, "run_id" | "append" | "event">;
  /** Tells when sinks that were started again began to count. */
  readonly follower: Pick<SinkFollower, "poll" | "starts">;
  /** Folder of the run. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Begins an outage, and records it once it acts. */
export async function beginOutage(
  { fault, sinks, recorder, follower, folder, signal }: BeginOutageOptions,
): Promise<SinkOutage> {
  const hit = hitSinks(fault, sinks);
  const subject = hit.map(({ name }) => name).join();
  /** Acts on all sinks, and records those whose process has ended or started by it. */
  const act = async (step: (sink: Sink) => Promise<void>) => {
    const ran = hit.filter(({ process }) => process.pid !== null);
    await Promise.all(hit.map(step));
    for (const { name, process } of hit) {
      const did = ran.some((sink) => sink.name === name);
      if (did && process.pid === null) recorder.event("down", name, "SIGKILL");
    }
    return hit.filter((sink) => !ran.includes(sink));
  };
  await act(fault.begin);
  recorder.append("events", [toEvent({
    ...{ run_id: recorder.run_id, at: timestamp(), kind: "fault" },
    ...{ subject, detail: fault.name, data: { title: fault.title } },
  })]);
  return {
    sinks: hit,
    turn: async () => void await act(fault.halfway),
    async end() {
      // Lines may arrive at once, before this thread goes on.
      let back = new Date(now());
      for (const sink of await act(fault.end)) {
        await waitForSink(sink, { folder, signal });
        await follower.poll();
        const at = follower.starts(sink.name).at(-1);
        if (at !== undefined) back = new Date(at);
        recorder.event("up", sink.name, "", back);
      }
      recorder.event("heal", subject, fault.name, back);
    },
  };
}
