/** Entry of a Deno worker that drives one thread's share of the load. */
import { buffersOf, toBatch } from "./operation_batch.ts";
import type { FromThread, LoadTask } from "./thread_messages.ts";
import { LoadThread } from "./load_thread.ts";
import { serveThread } from "../../lab/load/worker_entry.ts";

serveThread(({ plan, thread: index }: LoadTask) => {
  const thread = new LoadThread(plan, { thread: index });
  return {
    flush: () => flush(thread),
    gauge: () => thread.gauge(),
    done: thread.done,
    stop: () => thread.stop(),
    last: () => ({ acknowledged: thread.acknowledged }),
  };
});

/** Attempts that are sent at once at most: after an overload many are given up at the same time. */
const MOST = 2 ** 15;

function flush(thread: LoadThread): void {
  const entries = thread.take();
  for (let at = 0; at < entries.length; at += MOST) {
    const batch = toBatch(entries.slice(at, at + MOST));
    const pacing = thread.takePacing();
    const message: FromThread = { type: "batch", batch, pacing };
    self.postMessage(message, { transfer: buffersOf(batch) });
  }
}
