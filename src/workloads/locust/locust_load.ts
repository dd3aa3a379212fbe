/**
 * Drives the query load by Locust: the users, queries and phases of `promql_load.ts`, in one Locust process, or a
 * master and its workers. Their results return in files and become the same operations.
 */
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import {
  type LoadHandle,
  type LoadReceivers,
  startLoad,
} from "../../lab/load/load_handle.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { replaceText } from "../../record/mod.ts";
import { PLAN_FILE, START_FILE } from "./locust_files.ts";
import { type LocustMember, startMembers } from "./locust_processes.ts";
import { findLocust } from "./locust_program.ts";
import {
  type LocustKinds,
  LocustQueries,
  toKinds,
} from "./locust_operations.ts";
import { LocustDriver } from "./locust_driver.ts";
import type { LocustTotal } from "./locust_totals.ts";
import type { QueryPlan } from "../promql/query_plan.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { clockAhead, now } from "../../lab/timing/wall_clock.ts";

/** Timeout until all users are ready. */
const READY_TIMEOUT_S = 120;

/** Delay between the order to start and the start, so that every process has read the order by then. */
const START_DELAY_MS = 250;

export interface LocustOptions extends LoadReceivers {
  /** Owns the processes; its folder holds their files. */
  readonly processes: ProcessGroup;
  /** Worker processes beside a master; 0 for a single process. */
  readonly workers: number;
  readonly onWarning: (code: string, message: string) => void;
  readonly signal: AbortSignal;
}

/** A query load that Locust drives; it returns Locust's own totals by kind of query when it is stopped. */
export interface LocustLoad extends LoadHandle<readonly LocustTotal[]> {
  /** Version of Locust; empty if unknown. */
  readonly version: string;
  /** The first keeps the totals. */
  readonly processes: readonly ManagedProcess[];
}

/**
 * Returns when all users are ready and about to start. Emits operations of the kinds `incremental` and `big`. Throws
 * `UnavailableError` if Locust is not installed, RangeError for a plan without queries, `TimeoutError` if its users do
 * not become ready, and an Error with the end of its log if it exits.
 */
export async function startLocustLoad(
  plan: QueryPlan,
  options: LocustOptions,
): Promise<LocustLoad> {
  const kinds = toKinds(plan);
  const { processes, signal, workers } = options;
  const locust = await findLocust({ signal });
  const folder = await Deno.makeTempDir({ dir: processes.folder });
  const file = `${folder}/locustfile.py`;
  const results = `${folder}/locust`;
  const { seed, timeout, url } = plan;
  await Deno.copyFile(new URL("./locustfile.py", import.meta.url), file);
  await Deno.writeTextFile(
    `${folder}/${PLAN_FILE}`,
    JSON.stringify({ seed, timeout, kinds }),
  );
  const members = startMembers(locust, {
    ...{ processes, folder, workers },
    ...{ file, results, url, kinds },
  });
  try {
    await waitForUsers(members, kinds, signal);
    const start = now() + START_DELAY_MS;
    // Locust's processes use the machine's clock.
    await replaceText(
      `${folder}/${START_FILE}`,
      String((start + clockAhead()) / 1000),
    );
    const queries = new LocustQueries({ plan, kinds, start });
    const { onWarning } = options;
    const load = startLoad(
      { ...options, run_id: plan.run_id, driver: "locust" },
      (reporter) =>
        new LocustDriver(
          { plan, members, queries, folder, results, onWarning },
          reporter,
        ),
    );
    return {
      ...load,
      version: locust.version,
      processes: members.map(({ process }) => process),
    };
  } catch (error) {
    await Promise.all(members.map(({ process }) => process.stop()));
    throw error;
  }
}

async function waitForUsers(
  members: readonly LocustMember[],
  kinds: LocustKinds,
  signal: AbortSignal,
): Promise<void> {
  const users = Object.values(kinds)
    .reduce((sum, { phases }) => sum + phases.length, 0);
  await waitUntil(async () => {
    await Promise.all(members.map((member) => member.read()));
    return members.reduce((sum, { ready }) => sum + ready, 0) === users;
  }, {
    timeout: READY_TIMEOUT_S,
    signal,
    what: `Locust to start ${users} users`,
    processes: members.map(({ process }) => process),
  });
}
