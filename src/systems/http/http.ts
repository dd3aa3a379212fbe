/**
 * Uses an external cluster, already running at given endpoints. Nothing is started, so no fault can be injected;
 * leader and replication state are unknown.
 */
import { z } from "zod";
import type {
  Cluster,
  ClusterNode,
  ClusterSystem,
  Health,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { UsageError } from "../../record/mod.ts";
import { fetchJson, fetchText } from "../../lab/clients/fetch_json.ts";
import { apiSettings, toHttpApi } from "./http_api.ts";

export const http: ClusterSystem = {
  name: "http",
  title: "a running cluster with an HTTP API",
  mode: "real",
  can: ["key-value", "several-nodes", "metrics"],
  metricFamilies: ["process_", "repram_", "kv_"],
  programs: [],
  settings: apiSettings,
  parameters: {},
  identifying: ["endpoints", "preset", "put", "get"],
  sizes(settings) {
    toHttpApi(settings);
    return [toEndpoints(settings["endpoints"] ?? "").length];
  },
  start,
};

/** Starts nothing; checks that every node is healthy. */
async function start(options: StartOptions): Promise<Cluster> {
  const { settings, signal } = options;
  const urls = toEndpoints(settings["endpoints"] ?? "");
  if (urls.length !== options.nodes) {
    throw new UsageError(
      `Cannot run with nodes=${options.nodes} as endpoints names ${urls.length}: use --set nodes=${urls.length}`,
    );
  }
  const api = toHttpApi(settings);
  const nodes = urls.map(({ hostname, port, origin }, index): ClusterNode => {
    const name = `node-${index}`;
    const host = hostname.replace(/^\[|\]$/g, "");
    return {
      name,
      endpoint: { name, host, port: Number(port || 80) },
      process: null,
      metrics: api.metrics === "" ? "" : `${origin}${api.metrics}`,
      peerProxy: null,
    };
  });
  const origins = new Map(nodes.map((node, i) => [node, urls[i]?.origin]));
  const health = (node: ClusterNode) =>
    readHealth(`${origins.get(node)}${api.health}`);
  const healths = await Promise.all(nodes.map(health));
  signal.throwIfAborted();
  const unhealthy = nodes.find((_, index) => healths[index] !== "up");
  if (unhealthy) {
    throw new Error(
      `Cannot use ${
        origins.get(unhealthy)
      } as it does not respond to GET ${api.health} with 2xx: start the cluster, or use --set health=/path`,
    );
  }
  return {
    version: api.status === ""
      ? ""
      : await readVersion(`${urls[0]?.origin}${api.status}`),
    client: api.client,
    nodes,
    leader: null,
    health,
    caughtUp: null,
    replacement: "its nodes were not started here",
  };
}

/** Parses comma-separated endpoints. Throws `UsageError` unless they are distinct http:// URLs without a path. */
function toEndpoints(text: string): URL[] {
  const texts = text.split(",").map((part) => part.trim())
    .filter((part) => part !== "");
  if (texts.length === 0) {
    throw new UsageError(
      "Cannot use http as it needs the endpoints of the nodes: use --set endpoints=http://127.0.0.1:8080,http://127.0.0.1:8081",
    );
  }
  const urls = texts.map((endpoint) => {
    const url = URL.parse(endpoint);
    if (url?.protocol === "http:" && url.href === `${url.origin}/`) return url;
    throw new UsageError(
      `Cannot set endpoints as each must be http://host:port: current value is '${endpoint}'`,
    );
  });
  const distinct = new Set(urls.map(({ origin }) => origin)).size;
  if (distinct < urls.length) {
    throw new UsageError(
      `Cannot set endpoints as each must be named once: current value is '${text}'`,
    );
  }
  return urls;
}

/** Returns `alone` for any response other than 2xx. */
async function readHealth(url: string): Promise<Health> {
  const response = await fetchText(url);
  if (response === null) return "down";
  return Math.floor(response.status / 100) === 2 ? "up" : "alone";
}

async function readVersion(url: string): Promise<string> {
  const status = await fetchJson(url, z.object({ version: z.string() }));
  return status?.version ?? "";
}
