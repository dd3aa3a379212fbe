/** Leads the workers of a distributed Locust: its master is started by the caller, and its lines are followed here. */
import type { TemplateValues } from "../../lab/plan/template.ts";
import { JsonLines } from "../../lab/processes/json_lines.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import type { RowReceivers } from "../../lab/recording/row_receivers.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { toEvent } from "../../record/mod.ts";
import { type Distributed, isOpen, workerCount } from "./distributed.ts";
import { FollowedWorkers } from "./follow_workers.ts";
import { namesOf, startWorkers, tellOfWorkers } from "./start_workers.ts";
import { LOCUSTFILE, masterArguments } from "./worker_commands.ts";
import { WorkerLine } from "./worker_lines.ts";
import { WorkerAccount } from "./worker_account.ts";
import { writeLocustfile } from "./write_locustfile.ts";

/** Time for the master to give up by itself, and to say why. */
const GRACE_S = 5;

export interface LeadOptions
  extends Pick<RowReceivers, "onSamples" | "onEvents" | "onWarning"> {
  readonly run_id: string;
  readonly processes: ProcessGroup;
  /** Empty folder for our files. */
  readonly folder: string;
  /** Working folder and environment of the master, and of workers on this machine. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Values of placeholders. */
  readonly values: TemplateValues;
  readonly signal: AbortSignal;
  /** Tells the user what to do. */
  readonly onNotice: (text: string) => void;
  /** Called with the reason if the run is to fail although the master goes on. */
  readonly onFailure: (reason: string) => void;
}

/** What makes a Locust the master of workers. */
export interface Lead {
  /** Further arguments and environment variables of its command. */
  readonly arguments: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /**
   * Starts the workers, and waits until all have joined and their users start. Throws an Error with the end of its log if
   * the master or a worker ends before.
   */
  gather(master: ManagedProcess): Promise<FollowedWorkers>;
}

/** Writes the file that master and workers run. Throws Error if the user's locustfile cannot be read. */
export async function leadWorkers(
  distributed: Distributed,
  options: LeadOptions,
): Promise<Lead> {
  const { processes, folder, run_id, onWarning } = options;
  const file = `${folder}/${LOCUSTFILE}`;
  const lines = `${folder}/lines.jsonl`;
  await Deno.mkdir(folder, { recursive: true });
  await writeLocustfile(distributed.locustfile, file);
  const port = distributed.port === 0 ? processes.freePort() : distributed.port;
  const env = { LOADLINE_LOCUSTFILE: distributed.locustfile };
  if (isOpen(distributed)) {
    const place = `${distributed.bind}:${port}`;
    onWarning(
      "master-open",
      `the master of Locust listened at ${place}, where whoever reached it could join: it asks for no password, and encrypts nothing`,
    );
    options.onNotice(
      `The master of Locust listens at ${place}, not on this machine alone: whoever reaches it can join`,
    );
  }
  return {
    arguments: masterArguments(distributed, { file, port }),
    env: { ...env, LOADLINE_LINES: lines },
    async gather(master) {
      const start = {
        ...options,
        ...{ file, port, env: { ...options.env, ...env } },
      };
      const workers = startWorkers(distributed, start);
      for (const { name, command } of workers) {
        recordCommand(name, { command, ...options });
      }
      const followed = new FollowedWorkers({
        ...options,
        ...{ master, workers, lossPolicy: distributed.on_loss },
        lines: new JsonLines(lines, WorkerLine),
        account: new WorkerAccount({
          ...{ run_id, given: namesOf(distributed) },
          expected: workerCount(distributed),
        }),
      });
      try {
        await tellOfWorkers(distributed, start);
        await waitUntil(() => Promise.resolve(followed.started), {
          timeout: distributed.join_timeout + GRACE_S,
          signal: options.signal,
          what: `${workerCount(distributed)} workers of Locust`,
          processes: [master, ...workers],
        });
      } catch (error) {
        await followed.finish();
        throw error;
      }
      return followed;
    },
  };
}

function recordCommand(
  subject: string,
  { command, run_id, processes, onEvents }: LeadOptions & {
    readonly command: readonly string[];
  },
): void {
  const detail = command.join(" ").replaceAll(processes.folder, "{run}");
  onEvents([
    toEvent({
      run_id,
      at: timestamp(),
      kind: "configuration",
      subject,
      detail,
    }),
  ]);
}
