/** Connecting to a node by the protocol that its system speaks. */
import type { Client, ClientOptions } from "./client.ts";
import type { ClientSpec, Endpoint } from "../system/client_spec.ts";
import { HttpClient } from "./http_client.ts";
import { RespClient } from "./resp_client.ts";

/** A client of one node. Throws TypeError for requests that cannot be made. */
export function connectClient(
  spec: ClientSpec,
  endpoint: Endpoint,
  options: ClientOptions,
): Client {
  return spec.protocol === "http"
    ? new HttpClient(spec, endpoint, options)
    : new RespClient(endpoint, options);
}
