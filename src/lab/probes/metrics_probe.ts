/** Scrapes the metrics that nodes expose in the Prometheus text format. */
import type { Sample } from "../../record/mod.ts";
import {
  formatSeries,
  parsePrometheus,
  type Series,
} from "./prometheus_text.ts";
import {
  type Access,
  plainAccess,
  toClientOptions,
  toServer,
} from "../clients/access.ts";
import { timestamp } from "../timing/wall_clock.ts";

/** A metrics page to scrape. */
export interface Page {
  /** Name of the node. */
  readonly name: string;
  readonly url: string;
}

export interface MetricsProbeOptions {
  readonly run_id: string;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** Metric families to keep; a name that ends in `_` is a prefix. */
  readonly families: readonly string[];
  /** Maximum number of series of one node; the first ones are kept. @default {80} */
  readonly maxSeries?: number;
  /** Timeout of a page in seconds. @default {0.8} */
  readonly timeout?: number;
  /** How the pages are reached. @default {plainAccess} */
  readonly access?: Access;
}

/**
 * Emits raw values, named by series name and labels; counters are not converted to rates. Omits buckets and quantiles
 * (their sum and count are kept) and values that are not finite. A node that does not respond has no samples.
 */
export class MetricsProbe implements AsyncDisposable {
  readonly #options: Required<MetricsProbeOptions>;
  /** One for each server. */
  readonly #clients = new Map<string, Deno.HttpClient>();
  readonly #names = new Map<string, Set<string>>();
  /** Scrapes in flight, by node. */
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(
    { maxSeries = 80, timeout = 0.8, access = plainAccess, ...options }:
      MetricsProbeOptions,
  ) {
    this.#options = { maxSeries, timeout, access, ...options };
  }

  /** Scrapes all pages in parallel, except those still in flight; resolves when the last responded or timed out. */
  async scrape(pages: readonly Page[]): Promise<void> {
    const due = pages.filter(({ name, url }) =>
      url !== "" && !this.#inFlight.has(name)
    );
    await Promise.all(due.map((page) => {
      const scraped = this.#scrapeOne(page)
        .finally(() => this.#inFlight.delete(page.name));
      this.#inFlight.set(page.name, scraped);
      return scraped;
    }));
  }

  async #scrapeOne({ name, url }: Page): Promise<void> {
    const { families, onSamples, onWarning, timeout } = this.#options;
    const response = await fetchPage(url, {
      client: this.#clientOf(url),
      signal: AbortSignal.any([
        this.#stop.signal,
        AbortSignal.timeout(timeout * 1000),
      ]),
    });
    if (response === null || this.#stop.signal.aborted) return;
    const { status, text, at } = response;
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

  #clientOf(url: string): Deno.HttpClient {
    const { origin } = new URL(url);
    const client = this.#clients.get(origin) ?? Deno.createHttpClient(
      toClientOptions(this.#options.access, toServer(url)),
    );
    this.#clients.set(origin, client);
    return client;
  }

  #toSamples(node: string, series: readonly Series[], at: string): Sample[] {
    const { run_id, maxSeries, onWarning } = this.#options;
    const names = this.#names.get(node) ?? new Set();
    this.#names.set(node, names);
    const samples: Sample[] = [];
    let cut = false;
    for (const entry of series) {
      if (isPart(entry) || !Number.isFinite(entry.value)) continue;
      const metric = formatSeries(entry);
      if (!names.has(metric) && names.size >= maxSeries) {
        cut = true;
        continue;
      }
      names.add(metric);
      const { value } = entry;
      const unit = unitOf(entry);
      samples.push({ run_id, source: node, metric, unit, at, value });
    }
    if (cut) {
      onWarning(
        "metrics-cut",
        `${node} has more than ${maxSeries} series of the families that are kept: the first ${maxSeries} are`,
      );
    }
    return samples;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#inFlight.values());
    for (const client of this.#clients.values()) client.close();
  }
}

/** Returns true for histogram buckets, which are too many, and summary quantiles, which cannot be merged. */
function isPart({ type, name, labels }: Series): boolean {
  return type === "histogram" && name.endsWith("_bucket") ||
    type === "summary" && labels.some(([label]) => label === "quantile");
}

/** Returns the base unit by the naming rules of Prometheus; empty for counts. */
function unitOf({ name, family, type }: Series): string {
  if (name !== family && name.endsWith("_count")) return "";
  const bare = name.replace(/_(?:total|sum)$/, "");
  if (/_seconds$/.test(bare)) return "s";
  if (/_bytes$/.test(bare)) return "B";
  return type === "gauge" && /_ratio$/.test(bare) ? "1" : "";
}

/** Fetches a page with its arrival time; null for a node that does not respond in time. */
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
      // Over loopback, compression costs more than it saves.
      "accept-encoding": "identity",
    },
    signal,
  };
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, text, at: timestamp() };
  } catch (error) {
    const noResponse = error instanceof TypeError ||
      error instanceof DOMException || error instanceof Deno.errors.Http ||
      error instanceof Deno.errors.Interrupted;
    if (!noResponse) throw error;
    return null;
  }
}
