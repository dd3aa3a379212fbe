/** Pushes of log lines to Loki, each when it is due, whatever became of the ones before. */
import { type Attempt, unsuccessful } from "../../lab/clients/attempt.ts";
import { toEpoch } from "../../lab/timing/wall_clock.ts";
import type { Operation } from "../../record/mod.ts";
import { seededRandom } from "../../statistics/basics/random.ts";
import { DueOperations } from "../../lab/load/scheduled_operations.ts";
import { attemptFetch } from "../../lab/load/fetch_attempt.ts";
import { toPushBody } from "./log_lines.ts";
import type { LogPlan } from "./log_plan.ts";
import type { ServedLoad } from "../../lab/load/worker_load_entry.ts";

/** The lines of one period. */
interface Push {
  /** How many periods came before. */
  readonly index: number;
  /** Milliseconds of `performance.now()`. */
  readonly due: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Pushes from when it is made until it is stopped. */
export class LogPushes implements ServedLoad {
  readonly #plan: LogPlan;
  readonly #client = Deno.createHttpClient({ http2: false });
  readonly #operations = new DueOperations();
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

  /** Pushes nothing more, and waits for what is under way; each push ends within its time-out. */
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

  /** Each is written while there is time, before it is due: at the end of its period. */
  *#toPushes(): Generator<Push, void> {
    const { lines, streams, period, seed } = this.#plan;
    const random = seededRandom(Math.imul(seed, 0x9e3779b1));
    const begin = performance.now();
    const encoder = new TextEncoder();
    // A rate that is no whole number a period comes out even in the long run.
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
    return this.#operations.make(identity, { due, possible: due }, act);
  }

  async #send(body: Push["body"]): Promise<Attempt> {
    const { url, timeout } = this.#plan;
    const attempt = await attemptFetch(`${url}/loki/api/v1/push`, {
      client: this.#client,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      timeout,
    }, judge);
    return { ...attempt, bytes: body.length };
  }
}

async function judge(response: Response): Promise<Attempt> {
  const { status } = response;
  const text = await response.text();
  if (status === 200 || status === 204) {
    return { outcome: "ok", error: "", bytes: 0 };
  }
  const outcome = status === 429 ? "rejected" : "failed";
  return unsuccessful(outcome, `${status} ${text}`);
}
