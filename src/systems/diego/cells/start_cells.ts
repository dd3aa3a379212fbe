/** Starts the processes that stand for cells, and tells them what befalls the cells. */
import { z } from "zod";
import { fetchJson } from "../../../lab/clients/fetch_json.ts";
import { listens } from "../../../lab/processes/listens.ts";
import type { ManagedProcess } from "../../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../../lab/processes/process_group.ts";
import { waitUntil } from "../../../lab/processes/wait_until_ready.ts";
import { dirname } from "node:path";
import {
  type CellsAct,
  type CellsCommand,
  type CellsPlan,
  CellsStatus,
  type PlacedInstance,
} from "./cells_plan.ts";

const HOST = "127.0.0.1";

/** Time to start on a busy machine. */
const START_TIMEOUT_S = 60;

/** Time for a command, in seconds. */
const COMMAND_TIMEOUT_S = 10;

const MAIN = new URL("./cells_main.ts", import.meta.url);

/** What all processes of cells have in common; the rest follows from which cells they stand for. */
export type SharedPlan = Omit<CellsPlan, "cells" | "first" | "api" | "control">;

/** Running processes of cells. They end with the `ProcessGroup` that owns them. */
export interface Cells {
  readonly names: readonly string[];
  readonly processes: readonly ManagedProcess[];
  /** Does something to cells. Throws an Error if a process does not answer. */
  command(act: CellsAct, cells: readonly string[]): Promise<void>;
  /** Lets cells run instances that nobody has placed on them. Throws an Error if a process does not answer. */
  run(instances: readonly PlacedInstance[]): Promise<void>;
  /** Returns the status of each process; null for one that does not answer. */
  status(): Promise<readonly (CellsStatus | null)[]>;
}

export interface StartCellsOptions {
  readonly processes: ProcessGroup;
  readonly names: readonly string[];
  /** Cells of one process, at most. */
  readonly cellsPerProcess: number;
  readonly plan: SharedPlan;
  readonly signal: AbortSignal;
}

/** Starts them, and resolves once all listen; cells are present some seconds later. */
export async function startCells(
  { processes, names, cellsPerProcess, plan, signal }: StartCellsOptions,
): Promise<Cells> {
  const plans: CellsPlan[] = [];
  for (let first = 0; first < names.length; first += cellsPerProcess) {
    plans.push({
      ...plan,
      cells: names.slice(first, first + cellsPerProcess),
      first,
      api: { host: HOST, port: processes.freePort() },
      control: { host: HOST, port: processes.freePort() },
      seed: plan.seed + first,
    });
  }
  const started = await Promise.all(plans.map(async (each, i) => {
    const file = `${processes.folder}/cells-${i}.json`;
    await Deno.writeTextFile(file, JSON.stringify(each));
    return processes.spawn(`cells-${i}`, toCommand(file, each), {
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    });
  }));
  await waitUntil(async () => {
    const listening = await Promise.all(
      started.map(({ pid }, i) =>
        pid !== null && listens(pid, plans[i]!.control.port)
      ),
    );
    return listening.every((isListening) => isListening);
  }, {
    ...{ timeout: START_TIMEOUT_S, signal, processes: started },
    what: `the processes of ${names.length} cells`,
  });
  const urls = plans.map(({ control }) => `http://${HOST}:${control.port}/`);
  const send = async (command: CellsCommand) => {
    const body = JSON.stringify(command);
    const done = await Promise.all(
      urls.map((url) =>
        fetchJson(url, z.object({}), { body, timeout: COMMAND_TIMEOUT_S })
      ),
    );
    if (done.every((each) => each !== null)) return;
    throw new Error(
      `Cannot ${command.act} cells as their process does not answer: end the run`,
    );
  };
  return {
    names,
    processes: started,
    command: (act, cells) => send({ act, cells: [...cells] }),
    run: (instances) => send({ act: "run", instances: [...instances] }),
    status: () => Promise.all(urls.map((url) => fetchJson(url, CellsStatus))),
  };
}

/** Its file is the only one that it reads, beside the certificates. */
function toCommand(file: string, plan: CellsPlan): string[] {
  const { bbs, locket, client, server } = plan;
  const hosts = [...new Set([HOST, bbs.host, locket.host])];
  const folders = [
    ...new Set([file, ...Object.values(client), ...Object.values(server)]
      .values()),
  ].map(dirname);
  return [
    Deno.execPath(),
    ...["run", "--no-prompt", "--frozen", "--cached-only"],
    ...[`--allow-net=${hosts.join()}`, "--allow-env"],
    `--allow-read=${[...new Set(folders)].join()}`,
    ...[decodeURIComponent(MAIN.pathname), file],
  ];
}
