/**
 * Locust as the driver of the query load: the users, queries and phases of `promql_load.ts`, in processes of Locust, which are
 * one, or a master and its workers. What they do comes back in files, and becomes the same operations.
 */
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import type { LoadInWorkerOptions } from "../../lab/load/worker_load.ts";
import { BEGIN, locustfile, PLAN } from "./locustfile.ts";
import { type LocustMember, startMembers } from "./locust_processes.ts";
import { findLocust } from "./locust_program.ts";
import { type LocustKinds, LocustQueries, toKinds } from "./locust_operations.ts";
import { RunningLocust } from "./locust_run.ts";
import type { QueryPlan } from "../promql/promql_load.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { clockAhead, now } from "../../lab/timing/wall_clock.ts";

/** Seconds that Locust gets to start all of its users. */
const START = 60;

/** Milliseconds until users who are ready begin, so that every process has heard of it before. */
const NOTICE = 250;

export interface LocustOptions
  extends Omit<LoadInWorkerOptions, "name" | "driver"> {
  /** Owns the processes; their files are in its folder. */
  readonly processes: ProcessGroup;
  /** Processes that drive users, beside a master; 0 for one process that does all. */
  readonly workers: number;
  readonly onWarning: (code: string, message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Returns when all users are ready, and about to begin. Operations are of the kinds `incremental` and `big`, and come about
 * four times a second; samples of the generator, which are of all processes together, come once a second. Throws
 * `UnavailableError` when Locust is not installed, RangeError for a plan in which nobody asks anything, `TimeoutError` when
 * its users do not get ready, and an Error with its last words when it ends.
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
    `${folder}/${PLAN}`,
    JSON.stringify({ seed, timeout, kinds }),
  );
  const members = startMembers(locust, {
    ...{ processes, folder, workers },
    ...{ file, results, url, kinds },
  });
  try {
    await waitForUsers(members, kinds, signal);
    const begin = now() + NOTICE;
    // Its own processes know the machine's clock only.
    await writeAtOnce(
      `${folder}/${BEGIN}`,
      String((begin + clockAhead()) / 1000),
    );
    const queries = new LocustQueries({ plan, kinds, begin });
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
  const all = Object.values(kinds)
    .reduce((sum, { phases }) => sum + phases.length, 0);
  await waitUntil(async () => {
    await Promise.all(members.map((member) => member.read()));
    return members.reduce((sum, { ready }) => sum + ready, 0) === all;
  }, {
    timeout: START,
    signal,
    what: `Locust to start ${all} users`,
    processes: members.map(({ process }) => process),
  });
}

/** Nobody sees the file before it is whole. */
async function writeAtOnce(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.part`, text);
  await Deno.rename(`${path}.part`, path);
}
