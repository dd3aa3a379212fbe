/** The worker's side of `worker_thread.ts`: runs a load, posts its operations and gauges, and stops it. */
import process from "node:process";
import { LagMeter } from "../timing/event_loop_lag.ts";
import { adoptClock, now } from "../timing/wall_clock.ts";
import type { LoadCommand, LoadMessage } from "./load_messages.ts";
import { buffersOf } from "./operation_batch.ts";
import { ScheduledOperations } from "./scheduled_operations.ts";

const FLUSH_INTERVAL_MS = 250;
const GAUGE_INTERVAL_MS = 1000;

/**
 * Drives one thread's share of a plan by `operations`. Resolves once that is stopped and nothing is in flight, with
 * plain data for the caller of `LoadHandle.stop()`.
 */
export type Drive<Plan, Result> = (
  plan: Plan,
  operations: ScheduledOperations,
  /** Index of the thread. */
  thread: number,
) => Promise<Result>;

/** Runs a load in the current worker, from the command `start` until the command `stop`. */
export function serveLoad<Plan, Result>(drive: Drive<Plan, Result>): void {
  serveLoadOf(() => Promise.resolve(drive));
}

/**
 * As `serveLoad()`, for a load that needs something before it starts. `prepare` returns how it is driven; what it throws is
 * the reason why the load never started.
 */
export function serveLoadOf<Plan, Result>(
  prepare: (plan: Plan) => Promise<Drive<Plan, Result>>,
): void {
  const operations = new ScheduledOperations();
  const stopping = Promise.withResolvers<void>();
  const post = (message: LoadMessage<Result>) => self.postMessage(message);
  self.onmessage = async ({ data }: MessageEvent<LoadCommand<Plan>>) => {
    if (data.type === "stop") {
      operations.stop();
      return stopping.resolve();
    }
    try {
      adoptClock(data.ahead);
      const drive = await prepare(data.plan);
      const driving = drive(data.plan, operations, data.thread);
      // Throws what is wrong with the plan: such a load never started.
      await Promise.race([driving, null]);
      const endReports = startReports(operations);
      post({ type: "started", at: now() });
      const [result] = await Promise.all([driving, stopping.promise]);
      endReports();
      post({ type: "stopped", result });
    } catch (error) {
      // An uncaught error would be printed to the terminal.
      post({ type: "failed", message: (error as Error).message });
    }
    self.close();
  };
}

/** Posts operations and gauges at intervals. Returns a function that posts the rest. */
function startReports(operations: ScheduledOperations): () => void {
  const lag = new LagMeter();
  const flush = () => {
    for (const batch of operations.take()) {
      const message: LoadMessage<never> = { type: "batch", batch };
      self.postMessage(message, { transfer: buffersOf(batch) });
    }
  };
  const timers = [
    setInterval(flush, FLUSH_INTERVAL_MS),
    setInterval(toGaugePoster(operations, lag), GAUGE_INTERVAL_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    lag.close();
    flush();
  };
}

/** Returns a function that posts the gauges since its last call. */
function toGaugePoster(
  operations: ScheduledOperations,
  lag: LagMeter,
): () => void {
  let before = process.threadCpuUsage();
  let sampled = performance.now();
  return () => {
    const after = process.threadCpuUsage();
    const spent = after.user + after.system - before.user - before.system;
    const now = performance.now();
    const cpu = spent / 1000 / (now - sampled);
    const message: LoadMessage<never> = {
      type: "gauge",
      gauges: { cpu, lag: lag.take(), ...operations.gauge() },
    };
    self.postMessage(message);
    before = after;
    sampled = now;
  };
}
