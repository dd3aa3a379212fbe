/**
 * A cluster that somebody else started, at addresses that the user names. Nothing is started or disturbed, and who leads or
 * has caught up is not known.
 */
import { z } from "zod";
import type {
  Cluster,
  ClusterNode,
  ClusterSystem,
  Health,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { askJson } from "../support/ask_json.ts";
import { apiSettings, toHttpApi } from "./http_api.ts";

/** Milliseconds that a node gets to tell of itself. */
const ANSWER = 800;

export const http: ClusterSystem = {
  name: "http",
  title: "a running cluster spoken to by HTTP",
  mode: "real",
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

/** Starts nothing: returns when every node was asked and is well. */
async function start(options: StartOptions): Promise<Cluster> {
  const { settings, signal } = options;
  const urls = toEndpoints(settings["endpoints"] ?? "");
  if (urls.length !== options.nodes) {
    throw new UsageError(
      `Cannot run with nodes=${options.nodes} as endpoints names ${urls.length}: use --set nodes=${urls.length}`,
    );
  }
  const api = toHttpApi(settings);
  if (options.proxied || options.network.isolate) {
    throw new UnavailableError(
      "Cannot disturb links of a cluster at http endpoints as somebody else started it: use a system that is started here",
    );
  }
  const nodes = urls.map(({ hostname, port, origin }, index): ClusterNode => {
    const name = `node-${index}`;
    const host = hostname.replace(/^\[|\]$/g, "");
    return {
      name,
      endpoint: { name, host, port: Number(port || 80) },
      process: null,
      metrics: api.metrics === "" ? "" : `${origin}${api.metrics}`,
      link: null,
    };
  });
  const origins = new Map(nodes.map((node, i) => [node, urls[i]?.origin]));
  const health = (node: ClusterNode) =>
    askHealth(`${origins.get(node)}${api.health}`);
  const healths = await Promise.all(nodes.map(health));
  signal.throwIfAborted();
  const ill = nodes.find((_, index) => healths[index] !== "up");
  if (ill) {
    throw new Error(
      `Cannot use ${
        origins.get(ill)
      } as it does not answer GET ${api.health} with 2xx: start the cluster, or --set health=/path`,
    );
  }
  return {
    version: api.status === ""
      ? ""
      : await askVersion(`${urls[0]?.origin}${api.status}`),
    client: api.client,
    nodes,
    leader: () => Promise.resolve(""),
    health,
    caughtUp: async (node) => await health(node) === "up",
    replacement: "its nodes were started by somebody else",
  };
}

/** Throws `UsageError` unless these are different addresses, each of a scheme we speak and with no path. */
function toEndpoints(text: string): URL[] {
  const texts = text.split(",").map((one) => one.trim())
    .filter((one) => one !== "");
  if (texts.length === 0) {
    throw new UsageError(
      "Cannot use http as it must be told where the nodes are: use --set endpoints=http://127.0.0.1:8080,http://127.0.0.1:8081",
    );
  }
  const urls = texts.map((one) => {
    const url = URL.parse(one);
    if (url?.protocol === "http:" && url.href === `${url.origin}/`) return url;
    throw new UsageError(
      `Cannot set endpoints as each must be http://host:port: current value is '${one}'`,
    );
  });
  const different = new Set(urls.map(({ origin }) => origin)).size;
  if (different < urls.length) {
    throw new UsageError(
      `Cannot set endpoints as each must be named once: current value is '${text}'`,
    );
  }
  return urls;
}

/** Any other answer than 2xx is one of a node that is not well. */
async function askHealth(url: string): Promise<Health> {
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER),
    });
    await response.body?.cancel();
    return response.ok ? "up" : "alone";
  } catch {
    return "down";
  }
}

async function askVersion(url: string): Promise<string> {
  const status = await askJson(url, z.object({ version: z.string() }));
  return status?.version ?? "";
}
