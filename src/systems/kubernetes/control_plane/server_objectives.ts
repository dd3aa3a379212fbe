/**
 * The published objectives for the latency of API calls, counted by the API server itself over all of its clients: of the
 * calls that change one object, and of those that read one, 99 % take at most 1 s; of the reads of a namespace or of the
 * whole cluster, 30 s (kubernetes/community, sig-scalability/slos/api_call_latency.md). Streams are left out.
 */
import type { Series } from "../../../lab/probes/prometheus_text.ts";
import type { PlatformSample } from "../../platform/platform.ts";

/** Histogram of the API server without the time in webhooks and queues of others. */
export const SLI_FAMILY = "apiserver_request_sli_duration_seconds";

/** Classes of calls, each with the seconds of its objective. */
export const callClasses = { change: 1, read: 1, list: 30 } as const;
/** Class of calls. */
export type CallClass = keyof typeof callClasses;

const changes = ["POST", "PUT", "PATCH", "APPLY", "DELETE"];

/** Returns, for each class, the calls so far and those within its objective; none for a server that counts none. */
export function toObjectiveSamples(
  series: readonly Series[],
  at: number,
): PlatformSample[] {
  const counts = new Map<CallClass, { calls: number; within: number }>();
  for (const { family, name, labels, value } of series) {
    if (family !== SLI_FAMILY) continue;
    const label = (key: string) =>
      labels.find(([one]) => one === key)?.[1] ?? "";
    const kind = classOf(label("verb"), label("scope"));
    if (kind === null) continue;
    const count = counts.get(kind) ?? { calls: 0, within: 0 };
    counts.set(kind, count);
    if (name.endsWith("_count")) count.calls += value;
    const isWithin = name.endsWith("_bucket") &&
      Number(label("le")) === callClasses[kind];
    if (isWithin) count.within += value;
  }
  return [...counts].flatMap(([kind, { calls, within }]) => {
    const sample = { source: "kube-apiserver", unit: "", at };
    return [
      { ...sample, metric: `calls_${kind}`, value: calls },
      { ...sample, metric: `calls_${kind}_within`, value: within },
    ];
  });
}

function classOf(verb: string, scope: string): CallClass | null {
  if (changes.includes(verb)) return scope === "resource" ? "change" : null;
  if (verb !== "GET" && verb !== "LIST") return null;
  return scope === "resource" ? "read" : "list";
}
