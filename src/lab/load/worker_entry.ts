/** What every worker that drives something does: begin, hand over what has ended, tell of itself, and stop. */
import process from "node:process";
import { LagMeter } from "../timing/event_loop_lag.ts";
import type { Gauge } from "./generator_health.ts";
import type { ThreadMessage, ToThread } from "./worker_thread.ts";
import { adoptClock, now } from "../timing/wall_clock.ts";

/** Milliseconds between batches. */
const BATCH = 250;
/** Milliseconds between gauges. */
const GAUGE = 1000;

/** Something that is driven until it is stopped. */
export interface Driven {
  /** Hands over what has ended since the last call. */
  flush(): void;
  /** What it knows of its own pace, since the last call. */
  gauge(): Pick<Gauge, "inFlight" | "pacingError">;
  /** Resolves when it was stopped and nothing is under way, and rejects when driving fails. */
  readonly done: Promise<unknown>;
  /** Starts nothing more, and waits for what is under way. */
  stop(): Promise<void>;
  /** What is told at the end. */
  last(): Readonly<Record<string, unknown>>;
}

/** Serves the worker that this is called in, which ends when it is told to stop. */
export function serveThread<Task>(begin: (task: Task) => Driven): void {
  let end = () => Promise.resolve();
  self.onmessage = async ({ data }: MessageEvent<ToThread<Task>>) => {
    try {
      if (data.type === "stop") return await end();
      adoptClock(data.ahead);
      const driven = begin(data.task);
      end = drive(driven);
      tell({ type: "begun", at: now() });
      await driven.done;
    } catch (error) {
      // Thrown out of here it would be printed, whether or not anybody listens.
      tell({ type: "failed", message: (error as Error).message });
      self.close();
    }
  };
}

function tell(message: ThreadMessage): void {
  self.postMessage(message);
}

/** Hands over and tells of itself from now on. Returns what ends that. */
function drive(driven: Driven): () => Promise<void> {
  const lag = new LagMeter();
  const timers = [
    setInterval(() => driven.flush(), BATCH),
    setInterval(tellGauge(driven, lag), GAUGE),
  ];
  return async () => {
    await driven.stop();
    for (const timer of timers) clearInterval(timer);
    lag.close();
    driven.flush();
    self.postMessage({ type: "stopped", ...driven.last() });
    self.close();
  };
}

/** Tells what the thread used since the last call. */
function tellGauge(driven: Driven, lag: LagMeter): () => void {
  let before = process.threadCpuUsage();
  let looked = performance.now();
  return () => {
    const after = process.threadCpuUsage();
    const spent = after.user + after.system - before.user - before.system;
    const now = performance.now();
    const gauge: Gauge = {
      cpu: spent / 1000 / (now - looked),
      lag: lag.take(),
      ...driven.gauge(),
    };
    self.postMessage({ type: "gauge", ...gauge });
    before = after;
    looked = now;
  };
}
