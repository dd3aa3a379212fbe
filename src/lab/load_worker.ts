/** Entry of a Deno worker that drives one thread's share of the load. */
import process from "node:process";
import { LagMeter } from "./lag_meter.ts";
import { buffersOf, toBatch } from "./load_batch.ts";
import type { FromThread, ToThread } from "./load_messages.ts";
import type { LoadPlan } from "./load_plan.ts";
import { LoadThread } from "./load_thread.ts";

/** Milliseconds between batches. */
const BATCH = 250;
/** Milliseconds between gauges. */
const GAUGE = 1000;

/** Ends the load that was begun. */
let end = () => Promise.resolve();

function post(message: FromThread, transfer: ArrayBuffer[] = []): void {
  self.postMessage(message, { transfer });
}

function begin(plan: LoadPlan, index: number): void {
  const thread = new LoadThread(plan, { thread: index });
  const lag = new LagMeter();
  const timers = [
    setInterval(() => flush(thread), BATCH),
    setInterval(tellGauge(thread, lag), GAUGE),
  ];
  end = async () => {
    await thread.stop();
    for (const timer of timers) clearInterval(timer);
    lag.close();
    flush(thread);
    post({ type: "stopped", acknowledged: thread.acknowledged });
    self.close();
  };
}

function flush(thread: LoadThread): void {
  const entries = thread.take();
  if (entries.length === 0) return;
  const batch = toBatch(entries);
  post({ type: "batch", batch }, buffersOf(batch));
}

/** Tells what the thread used since the last call. */
function tellGauge(thread: LoadThread, lag: LagMeter): () => void {
  let before = process.threadCpuUsage();
  let looked = performance.now();
  return () => {
    const after = process.threadCpuUsage();
    const spent = after.user + after.system - before.user - before.system;
    const now = performance.now();
    post({
      type: "gauge",
      cpu: spent / 1000 / (now - looked),
      lag: lag.take(),
      ...thread.gauge(),
    });
    before = after;
    looked = now;
  };
}

self.onmessage = async ({ data }: MessageEvent<ToThread>) => {
  try {
    await (data.type === "begin" ? begin(data.plan, data.thread) : end());
  } catch (error) {
    // Thrown out of here it would be printed, whoever listens.
    post({ type: "failed", message: (error as Error).message });
    self.close();
  }
};
