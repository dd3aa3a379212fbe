/**
 * How a platform kept to the objectives that its own project publishes. Those of Kubernetes: 99 % of the calls that change
 * or read one object take at most 1 s, of those that list a namespace or a cluster 30 s, and 99 % of the pods start within
 * 5 s (kubernetes/community, sig-scalability/slos).
 */
import { z } from "zod";
import { sqlText } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";

/** Objectives by what they are about, with their limits in seconds and a name for readers. */
export const apiLimits = {
  change: { seconds: 1, title: "calls that change one object" },
  read: { seconds: 1, title: "calls that read one object" },
  list: { seconds: 30, title: "calls that list objects" },
  pod_start: { seconds: 5, title: "starts of pods" },
} as const;
/** What an objective is about. */
export type ApiLimit = keyof typeof apiLimits;

/** Share that must be within the limit. */
export const API_OBJECTIVE = 0.99;

/** One objective in one run, since its set-up. */
export interface ApiObjective {
  readonly run_id: string;
  readonly what: ApiLimit;
  /** `server`: the platform's own count, of all its clients; `client`: what our client saw. */
  readonly counted_by: "server" | "client";
  readonly n: number;
  /** Those that succeeded within the limit; of the server's count, those that ended within it. */
  readonly within: number;
  /** 99th percentile of those that succeeded, in seconds; null for a mere count, and for too few. */
  readonly p99: number | null;
}

const what = z.enum(["change", "read", "list", "pod_start"]);

const ClientRow = z.strictObject({
  what,
  n: z.number(),
  within: z.number(),
  p99: z.number().nullable(),
});

const ServerRow = z.strictObject({
  metric: z.string(),
  first: z.number(),
  last: z.number(),
});

const limitCases = Object.entries(apiLimits).map(([key, { seconds }]) =>
  `WHEN ${sqlText(key)} THEN ${seconds}`
).join(" ");

/** Returns the objectives of a run, those of the server first; empty for a platform that has none. */
export async function apiObjectives(
  store: Store,
  run_id: string,
): Promise<ApiObjective[]> {
  const client = await store.query(
    ClientRow,
    `WITH began AS (
       SELECT min(events.at) AS began FROM events
       WHERE run_id = $1 AND kind = 'phase' AND subject IN ('warm_up', 'measure')),
     named AS (
       SELECT outcome, duration_s, CASE
           WHEN kind = 'pod_start' THEN 'pod_start'
           WHEN starts_with(subject, 'get ') THEN 'read'
           WHEN starts_with(subject, 'list ') THEN 'list'
           ELSE 'change' END AS what
       FROM operations, began
       WHERE run_id = $1 AND kind IN ('api_call', 'pod_start') AND operations.started_at >= began)
     SELECT what, CAST(count(*) AS INTEGER) AS n,
       CAST(count(*) FILTER (outcome = 'ok' AND duration_s <= CASE what ${limitCases} END) AS INTEGER) AS within,
       latency_percentile(outcome, duration_s, 0.99) AS p99
     FROM named GROUP BY what ORDER BY what`,
    [run_id],
  );
  const server = await store.query(
    ServerRow,
    `SELECT metric, arg_min(value, samples.at) AS first, arg_max(value, samples.at) AS last FROM samples
     WHERE run_id = $1 AND source = 'kube-apiserver' AND starts_with(metric, 'calls_')
     GROUP BY metric ORDER BY metric`,
    [run_id],
  );
  return [
    ...toServerRows(run_id, server),
    ...client.map((row) => ({
      ...{ run_id, ...row, counted_by: "client" as const },
    })),
  ];
}

/** The first sample is taken after the set-up. */
function toServerRows(
  run_id: string,
  rows: readonly z.infer<typeof ServerRow>[],
): ApiObjective[] {
  const gained = new Map(
    rows.map(({ metric, first, last }) => [metric, last - first]),
  );
  return what.options.flatMap((key) => {
    const n = gained.get(`calls_${key}`) ?? 0;
    const within = gained.get(`calls_${key}_within`) ?? 0;
    return n > 0
      ? [{
        ...{ run_id, what: key, n, within, p99: null },
        counted_by: "server" as const,
      }]
      : [];
  });
}

/** Share of the calls that kept to their limits, by the server's count where there is one; null without a call. */
export function callsInTime(rows: readonly ApiObjective[]): number | null {
  const calls = rows.filter(({ what }) => what !== "pod_start");
  const counted = calls.filter(({ counted_by }) => counted_by === "server");
  return shareWithin(counted.length > 0 ? counted : calls);
}

/** Share of the pods that started within their limit; null without a pod. */
export function podsInTime(rows: readonly ApiObjective[]): number | null {
  return shareWithin(rows.filter(({ what }) => what === "pod_start"));
}

function shareWithin(rows: readonly ApiObjective[]): number | null {
  const sum = (of: (row: ApiObjective) => number) =>
    rows.reduce((total, row) => total + of(row), 0);
  const n = sum((row) => row.n);
  return n === 0 ? null : sum((row) => row.within) / n;
}
