/** Figures that nodes tell of themselves on their Prometheus pages. */
import type { Sample } from "../../record/mod.ts";
import { formatSeries, parsePrometheus, type Series } from "./prometheus_text.ts";
import { timestamp } from "../timing/wall_clock.ts";

/**
 * Families that are kept where a node has them, `process_` and the like standing for all that begin so: what tells whether a
 * cluster has a leader, keeps up with its writes, and fills its disk.
 */
export const keptFamilies: readonly string[] = [
  "process_",
  "kv_",
  "repram_",
  "etcd_server_has_leader",
  "etcd_server_is_leader",
  "etcd_server_leader_changes_seen_total",
  "etcd_server_heartbeat_send_failures_total",
  "etcd_server_slow_apply_total",
  "etcd_server_proposals_applied_total",
  "etcd_server_proposals_committed_total",
  "etcd_server_proposals_failed_total",
  "etcd_server_proposals_pending",
  "etcd_disk_wal_fsync_duration_seconds",
  "etcd_disk_backend_commit_duration_seconds",
  "etcd_mvcc_db_total_size_in_bytes",
  "etcd_network_peer_round_trip_time_seconds",
];

/** A page to read. */
export interface Page {
  /** Name of the node. */
  readonly name: string;
  readonly url: string;
}

export interface MetricsProbeOptions {
  readonly run_id: string;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** @default {keptFamilies} */
  readonly families?: readonly string[];
  /** Most series of one node; the first ones are kept. @default {80} */
  readonly most?: number;
  /** Seconds that a page may take. @default {0.8} */
  readonly timeout?: number;
}

/**
 * Reads pages as they stand: counters as counted, each under its own name with its labels. Buckets and quantiles are left out
 * (sum and count of each are kept), and so is what is no number. A node that does not answer has no samples.
 */
export class MetricsProbe implements AsyncDisposable {
  readonly #options: Required<MetricsProbeOptions>;
  readonly #client = Deno.createHttpClient({ poolMaxIdlePerHost: 1 });
  readonly #names = new Map<string, Set<string>>();
  /** Nodes whose last page is still on its way. */
  readonly #waiting = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(
    { families = keptFamilies, most = 80, timeout = 0.8, ...options }:
      MetricsProbeOptions,
  ) {
    this.#options = { families, most, timeout, ...options };
  }

  /** Reads all pages at once, but those that are still on their way; resolves when the last has come or was given up. */
  async scrape(pages: readonly Page[]): Promise<void> {
    const due = pages.filter(({ name, url }) =>
      url !== "" && !this.#waiting.has(name)
    );
    await Promise.all(due.map((page) => {
      const scraped = this.#scrapeOne(page)
        .finally(() => this.#waiting.delete(page.name));
      this.#waiting.set(page.name, scraped);
      return scraped;
    }));
  }

  async #scrapeOne({ name, url }: Page): Promise<void> {
    const { families, onSamples, onWarning, timeout } = this.#options;
    const answer = await fetchPage(url, {
      client: this.#client,
      signal: AbortSignal.any([
        this.#stop.signal,
        AbortSignal.timeout(timeout * 1000),
      ]),
    });
    if (answer === null || this.#stop.signal.aborted) return;
    const { status, text, at } = answer;
    if (status !== 200) {
      onWarning(
        "metrics-refused",
        `${name} answers ${status} for its metrics`,
      );
      return;
    }
    const { series, rejected } = parsePrometheus(text, {
      keep: (family) =>
        families.some((kept) =>
          kept.endsWith("_") ? family.startsWith(kept) : family === kept
        ),
    });
    if (rejected.length > 0) {
      onWarning(
        "metrics-unread",
        `${name} has lines in its metrics that are none of the Prometheus text format`,
      );
    }
    onSamples(this.#toSamples(name, series, at));
  }

  #toSamples(node: string, series: readonly Series[], at: string): Sample[] {
    const { run_id, most, onWarning } = this.#options;
    const names = this.#names.get(node) ?? new Set();
    this.#names.set(node, names);
    const samples: Sample[] = [];
    let cut = false;
    for (const one of series) {
      if (isPart(one) || !Number.isFinite(one.value)) continue;
      const metric = formatSeries(one);
      if (!names.has(metric) && names.size >= most) {
        cut = true;
        continue;
      }
      names.add(metric);
      const { value } = one;
      const unit = unitOf(one);
      samples.push({ run_id, source: node, metric, unit, at, value });
    }
    if (cut) {
      onWarning(
        "metrics-cut",
        `${node} has more than ${most} series of the families that are kept: the first ${most} are`,
      );
    }
    return samples;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#waiting.values());
    this.#client.close();
  }
}

/** Buckets of histograms and quantiles of summaries, which are too many, or cannot be merged. */
function isPart({ type, name, labels }: Series): boolean {
  return type === "histogram" && name.endsWith("_bucket") ||
    type === "summary" && labels.some(([label]) => label === "quantile");
}

/** Base unit by the naming rules of Prometheus; none for what is counted. */
function unitOf({ name, family, type }: Series): string {
  if (name !== family && name.endsWith("_count")) return "";
  const bare = name.replace(/_(?:total|sum)$/, "");
  if (/_seconds$/.test(bare)) return "s";
  if (/_bytes$/.test(bare)) return "B";
  return type === "gauge" && /_ratio$/.test(bare) ? "1" : "";
}

/** A page and when it came; null for a node that does not answer in time. */
async function fetchPage(
  url: string,
  { client, signal }: {
    readonly client: Deno.HttpClient;
    readonly signal: AbortSignal;
  },
): Promise<{ status: number; text: string; at: string } | null> {
  const init: RequestInit & { readonly client: Deno.HttpClient } = {
    client,
    headers: {
      accept: "text/plain; version=0.0.4",
      // Packing and unpacking costs both ends more than the way over loopback.
      "accept-encoding": "identity",
    },
    signal,
  };
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, text, at: timestamp() };
  } catch (error) {
    const silent = error instanceof TypeError ||
      error instanceof DOMException || error instanceof Deno.errors.Http ||
      error instanceof Deno.errors.Interrupted;
    if (!silent) throw error;
    return null;
  }
}
