/** A client of the query API of Prometheus. */
import type { Attempt } from "../../lab/clients/attempt.ts";
import { attemptFetch } from "../../lab/clients/fetch_attempt.ts";
import { classifyResponse, readResponse } from "./classify_response.ts";
import type { QueryPlan } from "./query_plan.ts";

/** Keeps connections alive that all users share; disposing of it closes them. */
export class QueryClient implements Disposable {
  readonly #plan: Pick<QueryPlan, "url" | "timeout">;
  readonly #client = Deno.createHttpClient({ http2: false });

  constructor(plan: Pick<QueryPlan, "url" | "timeout">) {
    this.#plan = plan;
  }

  /** Sends an instant query, evaluated at the server's current time; never throws. */
  query(promql: string): Promise<Attempt> {
    const { url, timeout } = this.#plan;
    return attemptFetch(
      `${url}/api/v1/query?query=${encodeURIComponent(promql)}`,
      {
        client: this.#client,
        // As Grafana and Locust request it: compression is part of the server's work.
        headers: { "accept-encoding": "gzip" },
        timeout,
      },
      async (response) => classifyResponse(await readResponse(response)),
    );
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
