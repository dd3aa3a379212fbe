/** Key-value systems that are known how to be spoken to. */
import type { HttpClientSpec, HttpRequest } from "../../lab/system/client_spec.ts";

/** Requests of clients, and where a node tells of itself. Paths are empty for what it does not have. */
export interface HttpApi {
  readonly client: HttpClientSpec;
  /** Answered with 2xx by a node that is well. */
  readonly health: string;
  /** JSON that may have a `version`. */
  readonly status: string;
  /** Prometheus text format. */
  readonly metrics: string;
}

/** Seconds that values are kept, where that must be said: longer than any run, as one that expired looks lost. */
const TTL = 3600;

const byteHeaders = { "content-type": "application/octet-stream" };
export const jsonHeaders = { "content-type": "application/json" };

export const presets: Readonly<Record<string, HttpApi>> = {
  // REPRAM 2: 202 says that the quorum did not answer in time.
  repram: {
    client: {
      protocol: "http",
      put: {
        ...request("PUT", "/v1/data/{key}"),
        headers: { ...byteHeaders, "x-ttl": String(TTL) },
        body: "{value}",
        ok: [201],
        degraded: [202],
      },
      get: read("/v1/data/{key}"),
      found: "value",
    },
    health: "/v1/health",
    status: "/v1/status",
    metrics: "/v1/metrics",
  },
  // The single node of REPRAM's scale-testing walkthrough: it takes base64, and answers with bytes.
  walkthrough: {
    client: {
      protocol: "http",
      put: {
        ...request("PUT", "/data/{key}"),
        headers: jsonHeaders,
        body: `{"data":"{value64}","ttl":${TTL}}`,
        ok: [201],
      },
      get: read("/data/{key}"),
      found: "value",
    },
    health: "/health",
    status: "/status",
    metrics: "/metrics",
  },
  // Its cluster node.
  "cluster-node": {
    client: {
      protocol: "http",
      put: {
        ...request("PUT", "/cluster/put/{key}"),
        headers: { ...byteHeaders, "x-ttl": String(TTL) },
        body: "{value}",
        ok: [201],
      },
      get: read("/cluster/get/{key}"),
      found: "value",
    },
    health: "/health",
    status: "",
    metrics: "",
  },
};

/** Where the user's own templates begin: 202 is done less safely, 404 is no such key. */
export const bare: HttpApi = {
  client: {
    protocol: "http",
    put: { ...request("PUT", "/"), body: "{value}", degraded: [202] },
    get: read("/"),
    found: "value",
  },
  health: "/health",
  status: "",
  metrics: "",
};

function request(method: HttpRequest["method"], path: string): HttpRequest {
  return {
    method,
    path,
    headers: byteHeaders,
    body: "",
    ok: [200, 201, 204],
    degraded: [],
    miss: [],
  };
}

function read(path: string): HttpRequest {
  return { ...request("GET", path), headers: {}, ok: [200], miss: [404] };
}
