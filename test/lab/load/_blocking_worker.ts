/** A load whose thread never gives way once it has started. */
import { serveLoad } from "../../../src/lab/load/worker_entry.ts";

serveLoad(() => {
  setTimeout(() => {
    for (;;);
  }, 50);
  return new Promise(() => {});
});
