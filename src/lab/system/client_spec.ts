/** The protocol of a key-value system, as plain data that load workers and probes share. */
import { z } from "zod";

/** Address of a node for clients. */
export const Endpoint = z.strictObject({
  /** Name of the node. */
  name: z.string(),
  host: z.string(),
  port: z.number().int(),
});
export type Endpoint = z.infer<typeof Endpoint>;

/**
 * Template of an HTTP request: `{key}` stands for the key (letters, digits, `-`), `{key64}` for the key in base64,
 * `{value}` for the value's bytes and `{value64}` for the value in base64.
 */
export const HttpRequest = z.strictObject({
  method: z.enum(["GET", "PUT", "POST", "DELETE"]),
  path: z.string().startsWith("/"),
  headers: z.record(z.string(), z.string()),
  /** Empty for none. */
  body: z.string(),
  /** Statuses of success. */
  ok: z.array(z.number().int()),
  /** Statuses of success with weaker durability than requested: 202. */
  degraded: z.array(z.number().int()),
  /** Statuses of a missing key: 404. */
  miss: z.array(z.number().int()),
});
export type HttpRequest = z.infer<typeof HttpRequest>;

/** A system with an HTTP/1.1 API, used with keep-alive. */
export const HttpClientSpec = z.strictObject({
  protocol: z.literal("http"),
  put: HttpRequest,
  get: HttpRequest,
  /**
   * Body of the response for a key that exists: the value, or JSON with a string that is the value in base64. A body
   * without the written value is a miss, whatever its status.
   */
  found: z.enum(["value", "value64"]),
});
export type HttpClientSpec = z.infer<typeof HttpClientSpec>;

/** A Redis cluster or single Redis: RESP2, following MOVED and ASK. */
const RespClientSpec = z.strictObject({
  protocol: z.literal("resp"),
});
export type RespClientSpec = z.infer<typeof RespClientSpec>;

export const ClientSpec = z.discriminatedUnion("protocol", [
  HttpClientSpec,
  RespClientSpec,
]);
export type ClientSpec = z.infer<typeof ClientSpec>;
