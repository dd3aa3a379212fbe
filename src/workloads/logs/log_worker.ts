/** Entry of the Deno worker that pushes log lines to Loki in an open loop: each push when it is due. */
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../lab/clients/attempt.ts";
import { attemptFetch } from "../../lab/clients/fetch_attempt.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { serveLoad } from "../../lab/load/worker_entry.ts";
import { toEpoch } from "../../lab/timing/wall_clock.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import { toPushBody } from "./log_lines.ts";
import type { LogPlan } from "./log_plan.ts";

/** A push of the lines of one period. */
interface Push {
  /** Index of the period. */
  readonly number: number;
  /** Milliseconds of `performance.now()`. */
  readonly due: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

async function drivePushes(
  plan: LogPlan,
  operations: ScheduledOperations,
): Promise<void> {
  using client = Deno.createHttpClient({ http2: false });
  const group = operations.addGroup({
    id: "log_push",
    kind: "log_push",
    subject: "loki",
    worker: "logs",
  });
  const busy = new Set<Promise<unknown>>();
  for (const { number, due, body } of toPushes(plan)) {
    if (!await operations.until(due)) break;
    operations.arrive(performance.now() - due);
    const making = operations.make(
      { group, number, due },
      () => push(body, client, plan),
    )
      .finally(() => busy.delete(making));
    busy.add(making);
  }
  await Promise.all(busy);
}

/** Yields the pushes; each is prepared before it is due, at the end of its period. */
function* toPushes(
  { lines, streams, period, seed }: LogPlan,
): Generator<Push, void> {
  const random = seededRandom(spreadSeed(seed));
  const begin = performance.now();
  const encoder = new TextEncoder();
  // Cumulative, so that a fractional number of lines per period averages out.
  const linesUntil = (number: number) => Math.floor(lines * period * number);
  for (let number = 0;; number++) {
    const from = begin + 1000 * period * number;
    const due = begin + 1000 * period * (number + 1);
    const window = {
      from: toEpoch(from),
      to: toEpoch(due),
      lines: linesUntil(number + 1) - linesUntil(number),
      streams,
    };
    if (window.lines === 0) continue;
    yield { number, due, body: encoder.encode(toPushBody(window, random)) };
  }
}

async function push(
  body: Push["body"],
  client: Deno.HttpClient,
  { url, timeout }: LogPlan,
): Promise<Attempt> {
  const attempt = await attemptFetch(`${url}/loki/api/v1/push`, {
    client,
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    timeout,
  }, classifyResponse);
  return { ...attempt, bytes: body.length };
}

async function classifyResponse(response: Response): Promise<Attempt> {
  const { status } = response;
  const text = await response.text();
  if (status === 200 || status === 204) {
    return successful(0);
  }
  const outcome = status === 429 ? "rejected" : "failed";
  return unsuccessful(outcome, `${status} ${text}`, String(status));
}

serveLoad(drivePushes);
