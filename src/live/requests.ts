/** Answers requests of the live page: only reads, only of this machine, only a fixed list of paths. */
import { readTextIfThere } from "../record/mod.ts";
import { LIVE_CSS, LIVE_PAGE, LIVE_SCRIPTS, START_SOURCE } from "./page.ts";
import type { Publisher } from "./publisher.ts";
import type { Viewers } from "./viewers.ts";

export interface RequestContext {
  /** Port of the server. */
  readonly port: number;
  readonly publisher: Pick<Publisher, "snapshot" | "archive">;
  readonly viewers: Viewers;
  /** Folder of the reports of runs. */
  readonly reports: string;
}

/** Policy of the page: it loads only its own files, and has one script in itself. */
const PAGE_POLICY = `default-src 'none'; script-src 'self' ${START_SOURCE}; ` +
  "style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Policy of a report, which is one file; its own policy allows one script by its hash. */
const REPORT_POLICY = "default-src 'none'; script-src 'unsafe-inline'; " +
  "style-src 'unsafe-inline'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const RUN_ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;

/** Answers one request. */
export async function answer(
  request: Request,
  context: RequestContext,
): Promise<Response> {
  // A name of another site that resolves to this machine would let its scripts read what is served here.
  const host = request.headers.get("host") ?? "";
  if (!isOwnHost(host, context.port)) {
    return toResponse("This server answers on 127.0.0.1 only.\n", 403);
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return toResponse("Only GET is allowed.\n", 405, { allow: "GET, HEAD" });
  }
  const { pathname } = new URL(request.url);
  const response = await answerPath(pathname, context, request.method);
  return response ?? toResponse("There is no such page.\n", 404);
}

function isOwnHost(host: string, port: number): boolean {
  const names = ["127.0.0.1", "localhost"];
  return names.some((name) =>
    host === `${name}:${port}` || (port === 80 && host === name)
  );
}

async function answerPath(
  path: string,
  { publisher, viewers, reports }: RequestContext,
  method: string,
): Promise<Response | null> {
  if (path === "/") return toResponse(LIVE_PAGE, 200, { type: "text/html" });
  if (path === "/live.css") {
    return toResponse(LIVE_CSS, 200, { type: "text/css" });
  }
  const script = LIVE_SCRIPTS.get(path);
  if (script !== undefined) {
    return toResponse(script, 200, { type: "text/javascript" });
  }
  if (path === "/stream") return stream(publisher, viewers, method);
  const [, folder, run_id = "", ...rest] = path.split("/");
  if (rest.length > 0 || !RUN_ID.test(run_id)) return null;
  if (folder === "figures") {
    const json = publisher.archive(run_id);
    return json === undefined
      ? null
      : toResponse(json, 200, { type: "application/json" });
  }
  return folder === "report" ? await report(run_id, reports) : null;
}

/** Starts a stream of messages; it ends when the viewer goes away. */
function stream(
  publisher: Pick<Publisher, "snapshot">,
  viewers: Viewers,
  method: string,
): Response {
  if (method === "HEAD") {
    return toResponse("", 200, { type: "text/event-stream" });
  }
  const body = viewers.add(`retry: 2000\n\n${publisher.snapshot()}`);
  return body === null
    ? toResponse("There are too many viewers.\n", 503)
    : toResponse(body, 200, { type: "text/event-stream" });
}

/** Returns the report of a run, or how to make it. */
async function report(run_id: string, reports: string): Promise<Response> {
  const html = await readTextIfThere(`${reports}/${run_id}.html`);
  if (html !== undefined) {
    return toResponse(html, 200, { type: "text/html", policy: REPORT_POLICY });
  }
  return toResponse(
    `There is no report of run ${run_id} yet. It can be made once the run has ended:\n\n` +
      `  deno task report run ${run_id}\n\nThen load this page again.\n`,
    404,
  );
}

function toResponse(
  body: string | ReadableStream<Uint8Array<ArrayBuffer>>,
  status: number,
  { type = "text/plain", policy = PAGE_POLICY, ...more }: Readonly<
    Record<string, string>
  > = {},
): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": policy,
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      ...more,
    },
  });
}
