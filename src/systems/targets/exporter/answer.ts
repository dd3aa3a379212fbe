/** What a target says over HTTP. */
import { type Page, renderPage } from "./page.ts";

export interface AnswerOptions {
  readonly page: Page;
  /** Index of the target that is asked. */
  readonly target: number;
  /** When the targets were first started: milliseconds since 1970. */
  readonly started_at: number;
  /** Milliseconds since 1970. @default {Date.now} */
  readonly now?: () => number;
}

/** `/metrics` and `/health`. The page is sent as it is: on loopback, bytes are cheaper than packing them. */
export function answer(
  { method, url }: Request,
  { page, target, started_at, now = Date.now }: AnswerOptions,
): Response {
  if (method !== "GET") return text(405, "Only GET is answered");
  const { pathname } = new URL(url);
  if (pathname === "/health") return text(200, "ok");
  if (pathname !== "/metrics") return text(404, "Only /metrics and /health");
  // A clock that is set back must not lead to before the start.
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
