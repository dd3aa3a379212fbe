/**
 * Stands for many cells of a Diego, in a process of its own: `deno run ... cells_main.ts PLAN`, where PLAN is a file of JSON
 * as `cells_plan.ts` describes it. Ends when it is told to, by a signal.
 */
import process from "node:process";
import { LagMeter } from "../../../lab/timing/event_loop_lag.ts";
import { connectBbs } from "../clients/bbs_client.ts";
import { connectLocket } from "../clients/locket_client.ts";
import { readIdentity } from "../clients/tls_identity.ts";
import { isStarting } from "./container.ts";
import { toCell } from "./cell.ts";
import { type CellHost, noCounts } from "./cell_host.ts";
import {
  beginLife,
  evacuateCell,
  killCell,
  type LivingCell,
  restoreCell,
} from "./cell_life.ts";
import { CellsCommand, CellsPlan, type CellsStatus } from "./cells_plan.ts";
import { toDraws } from "./durations.ts";
import { handleRep } from "./rep_api.ts";
import { runPlaced } from "./take_work.ts";

async function main(plan: CellsPlan): Promise<void> {
  const { api, control, memoryMb, diskMb, containers, zone, createPool } = plan;
  const identity = await readIdentity(plan.client);
  const server = await readIdentity(plan.server);
  const bbs = connectBbs(plan.bbs, {
    identity,
    connections: plan.connections,
    timeout: plan.timeout,
  });
  const host: CellHost = {
    plan,
    bbs,
    locket: connectLocket(plan.locket, { identity, timeout: plan.timeout }),
    draws: toDraws(plan),
    counts: noCounts(),
    signal: new AbortController().signal,
    timers: new Set(),
    nextPort: 0,
  };
  const living = plan.cells.map((name, i): LivingCell => ({
    cell: toCell({
      ...{ name, index: plan.first + i, zone, createPool },
      url: `https://${api.host}:${api.port}/${name}`,
      room: { memoryMb, diskMb, containers },
    }),
    end: new AbortController(),
  }));
  const byName = new Map(living.map(({ cell }) => [cell.name, cell]));
  Deno.serve({
    ...{ hostname: api.host, port: api.port, onListen() {} },
    ...{ cert: server.cert, key: server.key },
  }, (request) => handleRep(host, byName, request));
  const lag = new LagMeter();
  const readStatus = toStatusReader(host, living, { bbs, lag });
  Deno.serve({
    ...{ hostname: control.host, port: control.port, onListen() {} },
  }, async (request) => {
    if (request.method === "GET") return Response.json(readStatus());
    const command = CellsCommand.parse(await request.json());
    if (command.act === "run") {
      for (const placed of command.instances) {
        const cell = byName.get(placed.cell);
        if (cell) runPlaced(host, cell, placed);
      }
      return Response.json({});
    }
    const { act, cells } = command;
    for (const each of living) {
      if (!cells.includes(each.cell.name)) continue;
      if (act === "kill") killCell(each);
      else if (act === "restore") restoreCell(host, each);
      else evacuateCell(host, each);
    }
    return Response.json({});
  });
  for (const each of living) beginLife(host, each);
}

/** Returns a function that reads the status, and counts anew. */
function toStatusReader(
  host: CellHost,
  living: readonly LivingCell[],
  { bbs, lag }: {
    readonly bbs: ReturnType<typeof connectBbs>;
    readonly lag: LagMeter;
  },
): () => CellsStatus {
  let cpu = process.cpuUsage();
  let at = performance.now();
  return () => {
    const { counts } = host;
    const used = process.cpuUsage(cpu);
    const seconds = (performance.now() - at) / 1000;
    cpu = process.cpuUsage();
    at = performance.now();
    const cells = living.map(({ cell }) => cell);
    const containers = cells.flatMap((cell) => [...cell.containers.values()]);
    const status: CellsStatus = {
      present: cells.filter(({ alive }) => alive).length,
      dead: cells.filter(({ alive }) => !alive).length,
      evacuating: cells.filter(({ evacuating }) => evacuating).length,
      containers: containers.length,
      starting: containers.filter(isStarting).length,
      cpu: (used.user + used.system) / 1e6 / seconds,
      lag: lag.take(),
      wait: bbs.takeLongestWait(),
      waiting: bbs.waiting(),
      ...counts,
    };
    Object.assign(counts, noCounts());
    return status;
  };
}

const [file = ""] = Deno.args;
await main(CellsPlan.parse(JSON.parse(await Deno.readTextFile(file))));
