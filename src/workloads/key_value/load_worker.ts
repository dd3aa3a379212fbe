/** Entry of a Deno worker that drives one thread's share of the key-value load. */
import type { Client } from "../../lab/clients/client.ts";
import { connectClient } from "../../lab/clients/connect.ts";
import { driveLoop } from "../../lab/load/drive_loop.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { serveLoad } from "../../lab/load/worker_entry.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import type { LoadPlan } from "./load_plan.ts";
import {
  groupByNode,
  type PlannedWorker,
  planWorkers,
} from "./planned_workers.ts";
import { drivePolledRequests, openPollFor } from "./polled_requests.ts";
import { RequestMix } from "./request_mix.ts";
import type { KeyHistory } from "./write_history.ts";

/** A connection. */
interface Worker extends PlannedWorker {
  readonly client: Client;
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
  const planned = planWorkers(plan, operations, thread);
  using poll = openPollFor(plan);
  if (poll !== null) {
    await drivePolledRequests(plan, {
      ...{ poll, operations, requests, random },
      workers: planned,
    });
    return requests.acknowledged;
  }
  using clients = new DisposableStack();
  const workers = planned.map((worker): Worker => {
    const client = connectClient(plan.client, worker.endpoint, plan);
    return { ...worker, client: clients.use(client), count: 0 };
  });
  await driveLoop(operations, {
    loop: plan.loop,
    rate: plan.rate / plan.threads,
    random,
    nodes: groupByNode(workers),
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

serveLoad(driveRequests);
