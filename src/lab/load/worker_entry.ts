/** The worker's side of `worker_thread.ts`: starts a task, posts its results and gauges, and stops it. */
import process from "node:process";
import { LagMeter } from "../timing/event_loop_lag.ts";
import type { GeneratorGauges } from "./generator_health.ts";
import type { ThreadCommand, ThreadMessage } from "./worker_thread.ts";
import { adoptClock, now } from "../timing/wall_clock.ts";

const FLUSH_INTERVAL_MS = 250;
const GAUGE_INTERVAL_MS = 1000;

/** A task that runs until it is stopped. */
export interface RunningTask {
  /** Posts the results since the last call. */
  flush(): void;
  /** Returns its gauges since the last call. */
  gauge(): Pick<GeneratorGauges, "inFlight" | "pacingError">;
  /** Resolves when it was stopped and nothing is in flight; rejects if the task fails. */
  readonly done: Promise<unknown>;
  /** Starts nothing more, and waits for requests in flight. */
  stop(): Promise<void>;
  /** Fields of the final message. */
  last(): Readonly<Record<string, unknown>>;
}

/** Runs a task in the current worker, from the command `start` until the command `stop`. */
export function serveThread<Task>(start: (task: Task) => RunningTask): void {
  let stop = () => Promise.resolve();
  self.onmessage = async ({ data }: MessageEvent<ThreadCommand<Task>>) => {
    try {
      if (data.type === "stop") return await stop();
      adoptClock(data.ahead);
      const task = start(data.task);
      stop = report(task);
      post({ type: "started", at: now() });
      await task.done;
    } catch (error) {
      // An uncaught error would be printed to the terminal.
      post({ type: "failed", message: (error as Error).message });
      self.close();
    }
  };
}

function post(message: ThreadMessage): void {
  self.postMessage(message);
}

/** Posts results and gauges at intervals. Returns a function that stops the task and posts the rest. */
function report(task: RunningTask): () => Promise<void> {
  const lag = new LagMeter();
  const timers = [
    setInterval(() => task.flush(), FLUSH_INTERVAL_MS),
    setInterval(toGaugePoster(task, lag), GAUGE_INTERVAL_MS),
  ];
  return async () => {
    await task.stop();
    for (const timer of timers) clearInterval(timer);
    lag.close();
    task.flush();
    self.postMessage({ type: "stopped", ...task.last() });
    self.close();
  };
}

/** Returns a function that posts the gauges since its last call. */
function toGaugePoster(task: RunningTask, lag: LagMeter): () => void {
  let before = process.threadCpuUsage();
  let sampled = performance.now();
  return () => {
    const after = process.threadCpuUsage();
    const spent = after.user + after.system - before.user - before.system;
    const now = performance.now();
    const gauge: GeneratorGauges = {
      cpu: spent / 1000 / (now - sampled),
      lag: lag.take(),
      ...task.gauge(),
    };
    self.postMessage({ type: "gauge", ...gauge });
    before = after;
    sampled = now;
  };
}
