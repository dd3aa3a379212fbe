/**
 * Drives the query load by Locust: the users, queries and phases of `promql_load.ts`, in one Locust process, or a
 * master and its workers. Their results return in files and become the same operations.
 */
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import type { LoadInWorkerOptions } from "../../lab/load/worker_load.ts";
import { locustfile, PLAN_FILE, START_FILE } from "./locustfile.ts";
import { type LocustMember, startMembers } from "./locust_processes.ts";
import { findLocust } from "./locust_program.ts";
import {
  type LocustKinds,
  LocustQueries,
  toKinds,
} from "./locust_operations.ts";
import { RunningLocust } from "./locust_run.ts";
import type { QueryPlan } from "../promql/promql_load.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { clockAhead, now } from "../../lab/timing/wall_clock.ts";

/** Timeout until all users are ready. */
const READY_TIMEOUT_S = 60;

/** Delay between the order to start and the start, so that every process has read the order by then. */
const START_DELAY_MS = 250;

export interface LocustOptions
  extends Omit<LoadInWorkerOptions, "name" | "driver"> {
  /** Owns the processes; its folder holds their files. */
  readonly processes: ProcessGroup;
  /** Worker processes beside a master; 0 for a single process. */
  readonly workers: number;
  readonly onWarning: (code: string, message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Returns when all users are ready and about to start. Emits operations of the kinds `incremental` and `big` about
 * four times a second, and samples of the generator, over all processes, once a second. Throws `UnavailableError`
 * if Locust is not installed, RangeError for a plan without queries, `TimeoutError` if its users do not become
 * ready, and an Error with the end of its log if it exits.
 */
export async function startLocustLoad(
  plan: QueryPlan,
  options: LocustOptions,
): Promise<RunningLocust> {
  const kinds = toKinds(plan);
  const { processes, signal, workers } = options;
  const locust = await findLocust({ signal });
  const folder = await Deno.makeTempDir({ dir: processes.folder });
  const file = `${folder}/locustfile.py`;
  const results = `${folder}/locust`;
  const { seed, timeout, url } = plan;
  await Deno.writeTextFile(file, locustfile);
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
    await writeAtomically(
      `${folder}/${START_FILE}`,
      String((start + clockAhead()) / 1000),
    );
    const queries = new LocustQueries({ plan, kinds, start });
    const { version } = locust;
    return new RunningLocust({
      ...options,
      ...{ plan, version, members, queries, folder, results },
    });
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

/** Writes a file that readers see only once it is complete. */
async function writeAtomically(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.part`, text);
  await Deno.rename(`${path}.part`, path);
}
