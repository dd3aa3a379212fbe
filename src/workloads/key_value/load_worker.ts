/** Entry of a Deno worker that drives one thread's share of the key-value load. */
import type { Client } from "../../lab/clients/client.ts";
import { connectClient } from "../../lab/clients/connect.ts";
import { driveLoop } from "../../lab/load/drive_loop.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { toWorkerIndices } from "../../lab/load/thread_share.ts";
import { serveLoad } from "../../lab/load/worker_entry.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import type { LoadPlan } from "./load_plan.ts";
import { RequestMix } from "./request_mix.ts";
import type { KeyHistory } from "./write_history.ts";

/** A connection. */
interface Worker {
  /** Index of its endpoint. */
  readonly node: number;
  readonly client: Client;
  /** Groups of its operations, which share their numbers. */
  readonly put: number;
  readonly get: number;
  /** Requests so far. */
  count: number;
}

/**
 * Drives the thread's share of the workers. Returns the keys with an acknowledged write. Throws RangeError if the rate
 * of an open loop is not above 0.
 */
async function driveRequests(
  plan: LoadPlan,
  operations: ScheduledOperations,
  thread: number,
): Promise<KeyHistory[]> {
  const random = seededRandom(spreadSeed(plan.seed * 1009 + thread + 1));
  const requests = new RequestMix(plan, { thread, random });
  using clients = new DisposableStack();
  const workers = toWorkerIndices(plan, thread).map((index) => {
    const worker = toWorker(plan, operations, index);
    clients.use(worker.client);
    return worker;
  });
  await driveLoop(operations, {
    loop: plan.loop,
    rate: plan.rate / plan.threads,
    random,
    nodes: [...Map.groupBy(workers, ({ node }) => node).values()],
    send(worker, due) {
      const request = requests.next();
      const operation = {
        group: worker[request.kind],
        number: worker.count++,
        due,
      };
      return operations.make(
        operation,
        () => requests.make(request, worker.client),
      );
    },
  });
  return requests.acknowledged;
}

/** `index` is that among all workers of the plan. */
function toWorker(
  { endpoints, policy, client, timeout }: LoadPlan,
  operations: ScheduledOperations,
  index: number,
): Worker {
  const node = policy === "first" ? 0 : index % endpoints.length;
  const endpoint = endpoints[node];
  if (!endpoint) throw new TypeError("Cannot drive load as there is no node");
  const addGroup = (kind: "put" | "get") =>
    operations.addGroup({
      id: String(index),
      kind,
      subject: endpoint.name,
      worker: `w${index}`,
    });
  return {
    node,
    client: connectClient(client, endpoint, { timeout }),
    put: addGroup("put"),
    get: addGroup("get"),
    count: 0,
  };
}

serveLoad(driveRequests);
