/** How a client talks to a key-value system, as plain data that load workers and probes share. */
import { z } from "zod";

/** Where a node takes requests. */
export const Endpoint = z.strictObject({
  /** Name of the node. */
  name: z.string(),
  host: z.string(),
  port: z.number().int(),
});
export type Endpoint = z.infer<typeof Endpoint>;

/**
 * One kind of HTTP request. `{key}` stands for the key (letters, digits, `-`), `{key64}` for it in base64, `{value}` for
 * the value's bytes and `{value64}` for them in base64.
 */
export const HttpRequest = z.strictObject({
  method: z.enum(["GET", "PUT", "POST", "DELETE"]),
  path: z.string().startsWith("/"),
  headers: z.record(z.string(), z.string()),
  /** Empty for none. */
  body: z.string(),
  /** Statuses that say it was done as asked. */
  ok: z.array(z.number().int()),
  /** Statuses that say it was done, but less safely than asked: 202. */
  degraded: z.array(z.number().int()),
  /** Statuses that say there is no such key: 404. */
  miss: z.array(z.number().int()),
});
export type HttpRequest = z.infer<typeof HttpRequest>;

/** A system spoken to by HTTP/1.1 with keep-alive. */
export const HttpClientSpec = z.strictObject({
  protocol: z.literal("http"),
  put: HttpRequest,
  get: HttpRequest,
  /**
   * What the body of a found key is: the value, or JSON with a string that is the value in base64. A body without the value
   * that was written is a miss, whatever its status.
   */
  found: z.enum(["value", "value64"]),
});
export type HttpClientSpec = z.infer<typeof HttpClientSpec>;

/** A Redis cluster or single Redis: RESP2 with MOVED and ASK followed. */
export const RespClientSpec = z.strictObject({
  protocol: z.literal("resp"),
});
export type RespClientSpec = z.infer<typeof RespClientSpec>;

export const ClientSpec = z.discriminatedUnion("protocol", [
  HttpClientSpec,
  RespClientSpec,
]);
export type ClientSpec = z.infer<typeof ClientSpec>;
