/** Requests JSON, such as a status, from a node. */
import { z } from "zod";

export interface FetchJsonOptions {
  /** Body of a POST; null sends a GET. */
  readonly body?: string | null;
  /** Seconds for the whole exchange. @default {0.8} */
  readonly timeout?: number;
}

/**
 * Returns the JSON body of a response, of any HTTP status, parsed by `schema`. Returns null if there is no response in
 * time or the schema does not match.
 */
export async function fetchJson<T>(
  url: string,
  schema: z.ZodType<T>,
  { body = null, timeout = 0.8 }: FetchJsonOptions = {},
): Promise<T | null> {
  try {
    const response = await fetch(url, {
      method: body === null ? "GET" : "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeout * 1000),
    });
    return schema.safeParse(await response.json()).data ?? null;
  } catch {
    // Callers treat refused, reset, timed out and invalid JSON alike.
    return null;
  }
}
