/** Asking a Prometheus, and saying what became of it. */
import type { Attempt } from "../../lab/clients/attempt.ts";
import { attemptFetch } from "../../lab/load/fetch_attempt.ts";
import { judgeAnswer, readAnswer } from "./classify_response.ts";
import type { QueryPlan } from "./query_plan.ts";

/** Keeps connections alive that all users share; dispose of it to end them. */
export class QueryClient implements Disposable {
  readonly #plan: Pick<QueryPlan, "url" | "timeout">;
  readonly #client = Deno.createHttpClient({ http2: false });

  constructor(plan: Pick<QueryPlan, "url" | "timeout">) {
    this.#plan = plan;
  }

  /** Asks an instant query at the server's own time; never throws. */
  ask(query: string): Promise<Attempt> {
    const { url, timeout } = this.#plan;
    return attemptFetch(
      `${url}/api/v1/query?query=${encodeURIComponent(query)}`,
      {
        client: this.#client,
        // What Grafana and Locust ask for: compression is part of the server's work.
        headers: { "accept-encoding": "gzip" },
        timeout,
      },
      async (response) => judgeAnswer(await readAnswer(response)),
    );
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
