/** Pushes log lines to Loki in an open loop: each when it is due, regardless of earlier outcomes. */
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../lab/clients/attempt.ts";
import { toEpoch } from "../../lab/timing/wall_clock.ts";
import type { Operation } from "../../record/mod.ts";
import { seededRandom } from "../../statistics/basics/random.ts";
import { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { attemptFetch } from "../../lab/load/fetch_attempt.ts";
import { toPushBody } from "./log_lines.ts";
import type { LogPlan } from "./log_plan.ts";
import type { ServedLoad } from "../../lab/load/worker_load_entry.ts";

/** A push of the lines of one period. */
interface Push {
  /** Index of the period. */
  readonly index: number;
  /** Milliseconds of `performance.now()`. */
  readonly due: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Pushes from its construction until it is stopped. */
export class LogPushes implements ServedLoad {
  readonly #plan: LogPlan;
  readonly #client = Deno.createHttpClient({ http2: false });
  readonly #operations = new ScheduledOperations();
  readonly done: Promise<void>;

  constructor(plan: LogPlan) {
    this.#plan = plan;
    this.done = this.#drive();
    // stop() throws it as well.
    this.done.catch(() => {});
  }

  take(): Operation[] {
    return this.#operations.take();
  }

  gauge(): ReturnType<ServedLoad["gauge"]> {
    return this.#operations.gauge();
  }

  /** Starts nothing more, and waits for pushes in flight, at most for their timeout. */
  async stop(): Promise<void> {
    this.#operations.stop();
    try {
      await this.done;
    } finally {
      this.#client.close();
    }
  }

  async #drive(): Promise<void> {
    const busy = new Set<Promise<void>>();
    for (const push of this.#toPushes()) {
      if (!await this.#operations.until(push.due)) break;
      const making = this.#make(push).finally(() => busy.delete(making));
      busy.add(making);
    }
    await Promise.all(busy);
  }

  /** Yields the pushes; each is prepared before it is due, at the end of its period. */
  *#toPushes(): Generator<Push, void> {
    const { lines, streams, period, seed } = this.#plan;
    const random = seededRandom(Math.imul(seed, 0x9e3779b1));
    const begin = performance.now();
    const encoder = new TextEncoder();
    // Cumulative, so that a fractional number of lines per period averages out.
    const linesUntil = (index: number) => Math.floor(lines * period * index);
    for (let index = 0;; index++) {
      const from = begin + 1000 * period * index;
      const due = begin + 1000 * period * (index + 1);
      const window = {
        from: toEpoch(from),
        to: toEpoch(due),
        lines: linesUntil(index + 1) - linesUntil(index),
        streams,
      };
      if (window.lines === 0) continue;
      yield { index, due, body: encoder.encode(toPushBody(window, random)) };
    }
  }

  #make({ index, due, body }: Push): Promise<void> {
    const identity = {
      run_id: this.#plan.run_id,
      operation_id: `log_push-${index}`,
      kind: "log_push",
      subject: "loki",
      worker: "logs",
    };
    const act = () => this.#send(body);
    return this.#operations.make(identity, { due, earliest: due }, act);
  }

  async #send(body: Push["body"]): Promise<Attempt> {
    const { url, timeout } = this.#plan;
    const attempt = await attemptFetch(`${url}/loki/api/v1/push`, {
      client: this.#client,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      timeout,
    }, classifyResponse);
    return { ...attempt, bytes: body.length };
  }
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
