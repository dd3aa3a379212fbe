/** HTTP handler of a scrape target. */
import { type Page, renderPage } from "./page.ts";

export interface HandlerOptions {
  readonly page: Page;
  /** Index of the target. */
  readonly target: number;
  /** First start of the targets, in milliseconds since 1970. */
  readonly started_at: number;
  /** Returns milliseconds since 1970. @default {Date.now} */
  readonly now?: () => number;
}

/** Serves `/metrics` and `/health`. The page is not compressed: on loopback, bytes cost less than compression. */
export function handleRequest(
  { method, url }: Request,
  { page, target, started_at, now = Date.now }: HandlerOptions,
): Response {
  if (method !== "GET") return text(405, "Only GET is supported");
  const { pathname } = new URL(url);
  if (pathname === "/health") return text(200, "ok");
  if (pathname !== "/metrics") return text(404, "Only /metrics and /health");
  // The clock may be set back.
  const elapsed = Math.max(0, now() - started_at) / 1000;
  return new Response(renderPage(page, { target, elapsed }), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  });
}

function text(status: number, message: string): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
