/** Starts the threads of a control plane's load. */
import { joinLifecycles } from "../../lab/load/load_events.ts";
import {
  type LoadHandle,
  type LoadReceivers,
  startLoad,
} from "../../lab/load/load_handle.ts";
import {
  startWorkerLoad,
  toReportReceiver,
} from "../../lab/load/worker_load.ts";
import { startWorkerThread } from "../../lab/load/worker_thread.ts";
import type { CellsPlan, CellsResult, LoopsPlan, SeedPlan } from "./plans.ts";

/** Starts seeding, which ends by itself. */
export function startSeeding(
  plan: SeedPlan,
  receivers: LoadReceivers,
): LoadHandle<null[]> {
  return startWorkerLoad(new URL("./seed_worker.ts", import.meta.url), plan, {
    ...receivers,
    ...{ name: "the seeder", driver: "seeder", threads: ["seeder"] },
  });
}

/** A running load; when it is stopped it returns what its cells know. */
export type ControlPlaneLoad = LoadHandle<CellsResult[]>;

/** Starts threads of cells, and one of the bulk loops unless that is null. */
export function startControlPlaneLoad(
  { cells, loops, driver }: {
    readonly cells: readonly CellsPlan[];
    readonly loops: LoopsPlan | null;
    /** Subject of its events: `generator`. */
    readonly driver: string;
  },
  receivers: LoadReceivers & { readonly run_id: string },
): ControlPlaneLoad {
  const { run_id } = receivers;
  return startLoad({ ...receivers, driver }, (reporter) => {
    const players = cells.map((plan, thread) =>
      startWorkerThread<CellsPlan, CellsResult>(
        new URL("./cells_worker.ts", import.meta.url),
        {
          ...{ plan, thread, name: "the load of the cells" },
          onReport: toReportReceiver(reporter, { run_id, subject: plan.name }),
        },
      )
    );
    const bulk = loops === null ? [] : [
      startWorkerThread<LoopsPlan, null>(
        new URL("./loops_worker.ts", import.meta.url),
        {
          ...{ plan: loops, thread: cells.length },
          name: "the load of the loops",
          onReport: toReportReceiver(reporter, { run_id, subject: "loops" }),
        },
      ),
    ];
    return {
      ...joinLifecycles([...players, ...bulk]),
      async stop() {
        const results = Promise.all(players.map((player) => player.stop()));
        const others = Promise.all(bulk.map((thread) => thread.stop()));
        // Throws only once all threads have ended.
        await Promise.allSettled([results, others]);
        await others;
        return await results;
      },
    };
  });
}
