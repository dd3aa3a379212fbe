/** The queries that Locust sends, and their conversion to operations. */
import { type Attempt, unsuccessful } from "../../lab/clients/attempt.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";
import type { Operation } from "../../record/mod.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import type { LocustQuery } from "./locust_lines.ts";
import { classifyResponse } from "../promql/classify_response.ts";
import {
  type QueryKind,
  queryKinds,
  type QueryPlan,
} from "../promql/query_plan.ts";
import { toBigQuery, toIncrementalQuery } from "../promql/promql.ts";
import { scheduleQueries } from "../promql/query_schedule.ts";

/** Queries of one kind, as the locustfile reads them. */
export interface LocustKind {
  /** Interval of a user's queries in seconds. */
  readonly period: number;
  /** Due time of each user's first query, in seconds since the start. */
  readonly phases: readonly number[];
  /** Queries to choose from, at random. */
  readonly queries: readonly string[];
}

export type LocustKinds = Partial<Readonly<Record<QueryKind, LocustKind>>>;

/**
 * Returns the kinds of a plan, with the queries and phases of our own users. Throws RangeError for a plan without
 * metrics or without queries.
 */
export function toKinds(plan: QueryPlan): LocustKinds {
  const { metrics, big_points, scrape_interval, users } = plan;
  if (metrics.length === 0) {
    throw new RangeError("Cannot query as there is no metric to ask for");
  }
  const periods = {
    incremental: plan.incremental_period,
    big: plan.big_period,
  };
  const queries = {
    incremental: metrics.map((name) =>
      toIncrementalQuery(name, scrape_interval)
    ),
    big: metrics.slice(0, 1).map((name) => toBigQuery(name, big_points)),
  };
  const activeKinds = queryKinds.filter((kind) => periods[kind] > 0);
  if (users < 1 || activeKinds.length === 0) {
    throw new RangeError(
      `Cannot query by Locust as the plan has no users or no queries: users=${users}`,
    );
  }
  const phases = toPhases(plan, activeKinds);
  return Object.fromEntries(
    activeKinds.map((kind) => [kind, {
      period: periods[kind],
      phases: phases[kind],
      queries: queries[kind],
    }]),
  );
}

/** Returns the due time of the first query of each user, by kind. */
function toPhases(
  plan: QueryPlan,
  activeKinds: readonly QueryKind[],
): Readonly<Record<QueryKind, readonly number[]>> {
  const phases: Record<QueryKind, number[]> = { incremental: [], big: [] };
  let left = activeKinds.length * plan.users;
  const random = seededRandom(spreadSeed(plan.seed));
  for (const { kind, user, after } of scheduleQueries(plan, random)) {
    if (phases[kind][user] !== undefined) continue;
    phases[kind][user] = after;
    if (--left === 0) break;
  }
  return phases;
}

/** Requests as Locust counts them: failures are those without a response, or with a status of 400 or above. */
export interface LocustCount {
  readonly requests: number;
  readonly failures: number;
}

export interface LocustQueriesOptions {
  readonly plan: Pick<QueryPlan, "run_id" | "timeout">;
  readonly kinds: LocustKinds;
  /** Start of the users, in milliseconds since 1970. */
  readonly start: number;
}

/** Converts the queries that Locust sent, and those that it did not get to, to operations. */
export class LocustQueries {
  readonly #options: LocustQueriesOptions;
  /** Number of queries sent, by kind and user. */
  readonly #sent = new Map<string, number>();
  readonly #counts = new Map<string, LocustCount>();

  constructor(options: LocustQueriesOptions) {
    this.#options = options;
  }

  toOperation(query: LocustQuery): Operation {
    const { kind, user, turn, due, duration } = query;
    this.#sent.set(`${kind}-${user}`, turn + 1);
    this.#count(query);
    return {
      ...this.#identify(kind, user, turn),
      ...classifyQuery(query, this.#options.plan),
      started_at: this.#toTime(due),
      // To the microsecond, as for our own users.
      duration_s: Math.round(duration * 1e6) / 1e6,
    };
  }

  /** Counts of the queries that Locust sent, by kind. */
  get counts(): ReadonlyMap<string, LocustCount> {
    return this.#counts;
  }

  /** Returns the queries that were due before `end`, in milliseconds since 1970, and that Locust did not report. */
  unfinished(end: number, reason: string): Operation[] {
    const { kinds, start } = this.#options;
    const seconds = (end - start) / 1000;
    const operations: Operation[] = [];
    for (const [kind, { period, phases }] of Object.entries(kinds)) {
      for (const [user, phase] of phases.entries()) {
        const first = this.#sent.get(`${kind}-${user}`) ?? 0;
        for (let turn = first; phase + turn * period <= seconds; turn++) {
          const due = phase + turn * period;
          operations.push({
            ...this.#identify(kind, user, turn),
            ...unsuccessful("unfinished", reason),
            started_at: this.#toTime(due),
            duration_s: Math.round((seconds - due) * 1e6) / 1e6,
          });
        }
      }
    }
    return operations;
  }

  #count({ kind, status }: LocustQuery): void {
    const { requests, failures } = this.#counts.get(kind) ??
      { requests: 0, failures: 0 };
    const failed = status === 0 || status >= 400;
    this.#counts.set(kind, {
      requests: requests + 1,
      failures: failures + Number(failed),
    });
  }

  #identify(kind: string, user: number, turn: number) {
    return {
      run_id: this.#options.plan.run_id,
      operation_id: `${kind}-${user}-${turn}`,
      kind,
      subject: "prometheus",
      worker: `u${user}`,
    };
  }

  #toTime(due: number): string {
    return toTime(this.#options.start + 1000 * due);
  }
}

/** Classifies a query as those of our own users are. */
function classifyQuery(
  { status, bytes, body, error, reason }: LocustQuery,
  { timeout }: Pick<QueryPlan, "timeout">,
): Attempt {
  if (status > 0) {
    return classifyResponse({
      status,
      kept: new TextEncoder().encode(body),
      bytes,
    });
  }
  if (error === "TimeoutError") {
    return unsuccessful("timeout", `no answer in ${timeout} s`);
  }
  const refused = error === "ConnectionRefusedError";
  return unsuccessful(refused ? "refused" : "failed", reason);
}
