/** Connects to a node with the client for its protocol. */
import type { Client, ClientOptions } from "./client.ts";
import type { ClientSpec, Endpoint } from "../system/client_spec.ts";
import { HttpClient } from "./http_client.ts";
import { RespClient } from "./resp_client.ts";

/** Returns a client of one node. Throws TypeError if its request templates are invalid. */
export function connectClient(
  spec: ClientSpec,
  endpoint: Endpoint,
  options: ClientOptions,
): Client {
  return spec.protocol === "http"
    ? new HttpClient(spec, endpoint, options)
    : new RespClient(endpoint, options);
}
