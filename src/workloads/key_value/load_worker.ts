/** Entry of a Deno worker that drives one thread's share of the load. */
import { buffersOf, toBatch } from "./operation_batch.ts";
import type { LoadTask, LoadThreadMessage } from "./thread_messages.ts";
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

/** Limit of a batch: after an overload many attempts end as `unfinished` at once. */
const MAX_BATCH_ATTEMPTS = 2 ** 15;

function flush(thread: LoadThread): void {
  const entries = thread.take();
  for (let at = 0; at < entries.length; at += MAX_BATCH_ATTEMPTS) {
    const batch = toBatch(entries.slice(at, at + MAX_BATCH_ATTEMPTS));
    const pacing = thread.takePacing();
    const message: LoadThreadMessage = { type: "batch", batch, pacing };
    self.postMessage(message, { transfer: buffersOf(batch) });
  }
}
