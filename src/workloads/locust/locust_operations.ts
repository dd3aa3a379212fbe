/** The queries that Locust is to ask, and what became of each of them. */
import { type Attempt, unsuccessful } from "../../lab/clients/attempt.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";
import type { Operation } from "../../record/mod.ts";
import { seededRandom } from "../../statistics/basics/random.ts";
import type { LocustQuery } from "./locust_lines.ts";
import { judgeAnswer } from "../promql/classify_response.ts";
import { type QueryKind, queryKinds, type QueryPlan } from "../promql/query_plan.ts";
import { toBigQuery, toIncrementalQuery } from "../promql/promql.ts";
import { toTurns } from "../promql/query_schedule.ts";

/** Queries of one kind, as our locustfile reads them. */
export interface LocustKind {
  /** Seconds from a user's query to the next. */
  readonly period: number;
  /** When each user's first one is due, in seconds since the beginning. */
  readonly phases: readonly number[];
  /** One is chosen each time. */
  readonly queries: readonly string[];
}

export type LocustKinds = Partial<Readonly<Record<QueryKind, LocustKind>>>;

/**
 * The kinds that are asked at all, with the queries and phases that our own users have. Throws RangeError for a plan without a
 * metric, and for one in which nobody asks anything.
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
  const asked = queryKinds.filter((kind) => periods[kind] > 0);
  if (users < 1 || asked.length === 0) {
    throw new RangeError(
      `Cannot query by Locust as nobody asks anything: users=${users}`,
    );
  }
  const phases = toPhases(plan, asked);
  return Object.fromEntries(
    asked.map((kind) => [kind, {
      period: periods[kind],
      phases: phases[kind],
      queries: queries[kind],
    }]),
  );
}

/** When the first query of each user is due, by kind. */
function toPhases(
  plan: QueryPlan,
  asked: readonly QueryKind[],
): Readonly<Record<QueryKind, readonly number[]>> {
  const phases: Record<QueryKind, number[]> = { incremental: [], big: [] };
  let left = asked.length * plan.users;
  const random = seededRandom(Math.imul(plan.seed, 0x9e3779b1));
  for (const { kind, user, after } of toTurns(plan, random)) {
    if (phases[kind][user] !== undefined) continue;
    phases[kind][user] = after;
    if (--left === 0) break;
  }
  return phases;
}

/** Requests as Locust counts them: only no answer, and a status from 400 on, are failures to it. */
export interface LocustCount {
  readonly requests: number;
  readonly failures: number;
}

export interface LocustQueriesOptions {
  readonly plan: Pick<QueryPlan, "run_id" | "timeout">;
  readonly kinds: LocustKinds;
  /** When the users began, in milliseconds since 1970. */
  readonly begin: number;
}

/** Makes operations of what Locust did, and of what it did not get to. */
export class LocustQueries {
  readonly #options: LocustQueriesOptions;
  /** Queries that each user asked, by kind and user. */
  readonly #asked = new Map<string, number>();
  readonly #counts = new Map<string, LocustCount>();

  constructor(options: LocustQueriesOptions) {
    this.#options = options;
  }

  /** A query that Locust sent. */
  toOperation(query: LocustQuery): Operation {
    const { kind, user, turn, due, duration } = query;
    this.#asked.set(`${kind}-${user}`, turn + 1);
    this.#count(query);
    return {
      ...this.#identify(kind, user, turn),
      ...judge(query, this.#options.plan),
      started_at: this.#toTime(due),
      // To the microsecond, as our own.
      duration_s: Math.round(duration * 1e6) / 1e6,
    };
  }

  /** How many queries Locust sent of each kind. */
  get counts(): ReadonlyMap<string, LocustCount> {
    return this.#counts;
  }

  /** Queries that were due before an end, in milliseconds since 1970, and that Locust never told of, for a reason. */
  unfinished(end: number, reason: string): Operation[] {
    const { kinds, begin } = this.#options;
    const seconds = (end - begin) / 1000;
    const operations: Operation[] = [];
    for (const [kind, { period, phases }] of Object.entries(kinds)) {
      for (const [user, phase] of phases.entries()) {
        const first = this.#asked.get(`${kind}-${user}`) ?? 0;
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
    return toTime(this.#options.begin + 1000 * due);
  }
}

/** Answers are judged as those of our own users are, and so are the reasons for none. */
function judge(
  { status, bytes, body, error, reason }: LocustQuery,
  { timeout }: Pick<QueryPlan, "timeout">,
): Attempt {
  if (status > 0) {
    return judgeAnswer({ status, kept: new TextEncoder().encode(body), bytes });
  }
  if (error === "TimeoutError") {
    return unsuccessful("timeout", `no answer in ${timeout} s`);
  }
  const refused = error === "ConnectionRefusedError";
  return unsuccessful(refused ? "refused" : "failed", reason);
}
