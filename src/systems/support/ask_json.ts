/** Asking a node what it says of itself. */
import { z } from "zod";

export interface AskOptions {
  /** Sent by POST; null asks by GET. */
  readonly body?: string | null;
  /** Seconds after which it counts as no answer. @default {0.8} */
  readonly timeout?: number;
}

/**
 * The JSON that `url` answers with, whatever the status, as `schema` reads it. Null when there is no answer in time, or
 * another one than expected.
 */
export async function askJson<T>(
  url: string,
  schema: z.ZodType<T>,
  { body = null, timeout = 0.8 }: AskOptions = {},
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
    // Refused, reset, too late or no JSON: to who asks it is all the same.
    return null;
  }
}
