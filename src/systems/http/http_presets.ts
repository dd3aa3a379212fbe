/** Presets: HTTP APIs of known key-value systems. */
import type {
  HttpClientSpec,
  HttpRequest,
} from "../../lab/system/client_spec.ts";

/** Request templates of clients, and paths of node status; a path is empty if the system lacks it. */
export interface HttpApi {
  readonly client: HttpClientSpec;
  /** A healthy node responds with 2xx. */
  readonly health: string;
  /** JSON that may have a `version`. */
  readonly status: string;
  /** Prometheus text format. */
  readonly metrics: string;
}

/** Time to live where the API requires one: longer than any run, as an expired value would count as lost. */
const TTL_S = 3600;

const byteHeaders = { "content-type": "application/octet-stream" };
export const jsonHeaders = { "content-type": "application/json" };

export const presets: Readonly<Record<string, HttpApi>> = {
  // REPRAM 2: 202 means that the quorum did not respond in time.
  repram: {
    client: {
      protocol: "http",
      put: {
        ...request("PUT", "/v1/data/{key}"),
        headers: { ...byteHeaders, "x-ttl": String(TTL_S) },
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
  // The single node of REPRAM's scale-testing walkthrough: writes are base64, reads return bytes.
  walkthrough: {
    client: {
      protocol: "http",
      put: {
        ...request("PUT", "/data/{key}"),
        headers: jsonHeaders,
        body: `{"data":"{value64}","ttl":${TTL_S}}`,
        ok: [201],
      },
      get: read("/data/{key}"),
      found: "value",
    },
    health: "/health",
    status: "/status",
    metrics: "/metrics",
  },
  // The cluster node of the walkthrough.
  "cluster-node": {
    client: {
      protocol: "http",
      put: {
        ...request("PUT", "/cluster/put/{key}"),
        headers: { ...byteHeaders, "x-ttl": String(TTL_S) },
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

/** Defaults of the user's own templates: 202 is a degraded write, 404 a missing key. */
export const templateDefaults: HttpApi = {
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
