/** Describes the HTTP API of an external key-value system, by a preset or by the user's request templates. */
import type { HttpRequest } from "../../lab/system/client_spec.ts";
import { nearest, UsageError } from "../../record/mod.ts";
import {
  type HttpApi,
  jsonHeaders,
  presets,
  templateDefaults,
} from "./http_presets.ts";

/** Help text per setting. All but the first two override a part of the preset. */
export const apiSettings = {
  endpoints: "running nodes, separated by commas: http://127.0.0.1:8080",
  preset: `HTTP API: ${
    Object.keys(presets).join(", ")
  }; without it, put and get must be given`,
  put: "method and path of a write, with {key} or {key64}: PUT /data/{key}",
  put_body: "{value}, or JSON with {value64} ({value})",
  get: "method and path of a read: GET /data/{key}",
  get_body: "JSON with {key64}, for a read that is a POST (empty)",
  found: "body of a read: value, or value64 for JSON with it (value)",
  health: "path to which a healthy node responds with 2xx (/health)",
  status: "path of JSON with a version (none)",
  metrics: "path of metrics in the Prometheus text format (none)",
} as const;

export type ApiSettings = Readonly<
  Partial<Record<keyof typeof apiSettings, string>>
>;

/** Merges preset and overrides. Throws `UsageError` for an unknown preset and for invalid templates. */
export function toHttpApi(settings: ApiSettings): HttpApi {
  const { client, ...base } = toBase(settings);
  const paths = {
    health: settings.health ?? base.health,
    status: settings.status ?? base.status,
    metrics: settings.metrics ?? base.metrics,
  };
  for (const [key, path] of Object.entries(paths)) {
    if (path !== "" && !path.startsWith("/")) refuse(key, "a path", path);
  }
  if (paths.health === "") refuse("health", "a path", "");
  const put = replace(client.put, "put", settings);
  const get = replace(client.get, "get", settings);
  const found = settings.found ?? client.found;
  if (!/\{value(64)?\}/.test(put.body)) {
    refuse("put_body", "text with {value} or {value64}", put.body);
  }
  if (get.method === "GET" && get.body !== "") {
    refuse("get_body", "empty for a GET", get.body);
  }
  if (found !== "value" && found !== "value64") {
    refuse("found", "value or value64", found);
  }
  return { ...paths, client: { protocol: "http", put, get, found } };
}

function toBase({ preset = "", put, get }: ApiSettings): HttpApi {
  if (preset === "") {
    if (put !== undefined && get !== undefined) return templateDefaults;
    throw new UsageError(
      `Cannot use http as it needs an API: use --set preset=${
        Object.keys(presets).join("|")
      }, or --set 'put=PUT /data/{key}' 'get=GET /data/{key}'`,
    );
  }
  const known = Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  if (known) return known;
  throw new UsageError(
    `Cannot use preset '${preset}' as ${nearest(preset, Object.keys(presets))}`,
  );
}

/** Overrides method, path and body of a request with the user's. */
function replace(
  base: HttpRequest,
  key: "put" | "get",
  settings: ApiSettings,
): HttpRequest {
  const line = settings[key] ?? `${base.method} ${base.path}`;
  const body = settings[`${key}_body`] ?? base.body;
  const [, method, path = ""] = /^(GET|PUT|POST) (\/\S*)$/.exec(line) ?? [];
  if (!isMethod(method)) refuse(key, "'GET|PUT|POST /path'", line);
  if (!/\{key(64)?\}/.test(path + body)) {
    refuse(key, "a request with {key} or {key64} in its path or body", line);
  }
  const json = body !== "" && body !== "{value}";
  const headers = json && body !== base.body ? jsonHeaders : base.headers;
  return { ...base, method, path, body, headers };
}

function isMethod(method: string | undefined): method is HttpRequest["method"] {
  return method === "GET" || method === "PUT" || method === "POST";
}

function refuse(key: string, wanted: string, value: string): never {
  throw new UsageError(
    `Cannot set ${key} as it must be ${wanted}: current value is '${value}'`,
  );
}
