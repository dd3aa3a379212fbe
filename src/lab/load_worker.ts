/** Entry of a Deno worker that drives one thread's share of the load. */
import process from "node:process";
import { buffersOf, toBatch } from "./load_batch.ts";
import type { LoadPlan } from "./load_plan.ts";
import { LoadThread } from "./load_thread.ts";
import type { FromThread, ToThread } from "./load.ts";

/** Milliseconds between batches. */
const BATCH = 250;
/** Milliseconds between looks at how late the event loop is. */
const TICK = 50;

let thread: LoadThread | null = null;
let timers: ReturnType<typeof setInterval>[] = [];
let lag = 0;

function post(message: FromThread, transfer: ArrayBuffer[] = []): void {
  self.postMessage(message, { transfer });
}

function flush(): void {
  const entries = thread?.take() ?? [];
  if (entries.length === 0) return;
  const batch = toBatch(entries);
  post({ type: "batch", batch }, buffersOf(batch));
}

function begin(plan: LoadPlan, index: number): void {
  thread = new LoadThread(plan, { thread: index });
  let before = process.threadCpuUsage();
  let due = performance.now() + TICK;
  let looked = performance.now();
  timers = [
    setInterval(flush, BATCH),
    setInterval(() => {
      lag = Math.max(lag, (performance.now() - due) / 1000);
      due = performance.now() + TICK;
    }, TICK),
    setInterval(() => {
      const after = process.threadCpuUsage();
      const spent = after.user + after.system - before.user - before.system;
      const seconds = (performance.now() - looked) / 1000;
      looked = performance.now();
      before = after;
      post({
        type: "gauge",
        cpu: spent / 1e6 / seconds,
        lag: Math.max(0, lag),
        ...thread!.gauge(),
      });
      lag = 0;
    }, 1000),
  ];
}

self.onmessage = async ({ data }: MessageEvent<ToThread>) => {
  if (data.type === "begin") return begin(data.plan, data.thread);
  await thread?.stop();
  for (const timer of timers) clearInterval(timer);
  flush();
  post({ type: "stopped", acknowledged: thread?.acknowledged ?? [] });
  self.close();
};
