/** The API of the rep, of all cells of one process: each is served below a path of its name, `/cell-0001/state`. */
import { type Cell, toStateText } from "./cell.ts";
import type { CellHost } from "./cell_host.ts";
import { stopWork, takeWork } from "./take_work.ts";
import { MetricTagsUpdate, Work } from "./work.ts";

/**
 * Time for which a dead cell leaves a request without an answer, in seconds, before the connection is closed: the limit of
 * the components for a connection to a machine that is gone. The process of the cells is still there.
 */
const DEAD_S = 5;

const JSON_HEADERS = { "content-type": "application/json" };

/** Answers a request to one of the cells. */
export async function handleRep(
  host: CellHost,
  cells: ReadonlyMap<string, Cell>,
  request: Request,
): Promise<Response> {
  const [, name = "", ...path] = new URL(request.url).pathname.split("/");
  const cell = cells.get(name);
  if (!cell) return new Response(null, { status: 404 });
  if (!cell.alive) return await keepSilent();
  const act = `${request.method} ${path.join("/")}`;
  if (act === "GET state") {
    return new Response(toStateText(cell), { headers: JSON_HEADERS });
  }
  if (act === "POST work") return await perform(host, cell, request);
  const [, instance] =
    /^POST v1\/lrps\/[^/]+\/instances\/([^/]+)\/stop$/.exec(act) ??
      /^POST v1\/tasks\/([^/]+)\/cancel$/.exec(act) ?? [];
  if (instance !== undefined) {
    const isThere = stopWork(host, cell, instance);
    return new Response(null, { status: isThere ? 202 : 500 });
  }
  const [, updated] =
    /^PUT v[12]\/lrps\/[^/]+\/instances\/([^/]+)$/.exec(act) ?? [];
  if (updated !== undefined) return await update(cell, updated, request);
  return new Response(null, { status: 404 });
}

async function perform(
  host: CellHost,
  cell: Cell,
  request: Request,
): Promise<Response> {
  const work = await readJson(request, Work);
  if (work === null) return new Response(null, { status: 400 });
  if (work.cell_id !== "" && work.cell_id !== cell.name) {
    return new Response(null, { status: 500 });
  }
  return Response.json(takeWork(host, cell, work));
}

/** Takes new metric tags of an instance. */
async function update(
  cell: Cell,
  instance: string,
  request: Request,
): Promise<Response> {
  const container = cell.containers.get(instance);
  if (!container) return new Response(null, { status: 500 });
  const tags = await readJson(request, MetricTagsUpdate);
  if (tags === null) return new Response(null, { status: 400 });
  container.metricTags = tags.metric_tags ?? container.metricTags;
  return new Response(null, { status: 202 });
}

async function readJson<T>(
  request: Request,
  schema: { safeParse(value: unknown): { readonly data?: T } },
): Promise<T | null> {
  try {
    return schema.safeParse(await request.json()).data ?? null;
  } catch {
    // No JSON, or the sender is gone.
    return null;
  }
}

/** Leaves a request without an answer for a while, and then closes its connection, as far as the server can. */
async function keepSilent(): Promise<Response> {
  await new Promise((resolve) => setTimeout(resolve, DEAD_S * 1000));
  return new Response(null, {
    status: 503,
    headers: { connection: "close" },
  });
}
