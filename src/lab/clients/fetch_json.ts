/** Requests pages and JSON, such as a status, within a timeout. */
import type { z } from "zod";
import { untilAborted } from "../timing/until_aborted.ts";
import {
  type Access,
  plainAccess,
  toClientOptions,
  toServer,
} from "./access.ts";

export interface FetchOptions {
  /** Body of a POST; null sends a GET. @default {null} */
  readonly body?: string | null;
  /** Seconds for the whole exchange. @default {0.8} */
  readonly timeout?: number;
  /** Aborts the exchange. @default {null} */
  readonly signal?: AbortSignal | null;
  /** How the server is reached. @default {plainAccess} */
  readonly access?: Access;
}

/** Response of any HTTP status. */
export interface TextResponse {
  readonly status: number;
  readonly text: string;
}

/** Returns a response; null if it was refused, reset, aborted, or did not arrive in time. */
export async function fetchText(
  url: string,
  options: FetchOptions = {},
): Promise<TextResponse | null> {
  try {
    return await requestText(url, options);
  } catch {
    return null;
  }
}

/** Returns true if a GET is answered with 2xx. */
export async function isOk(
  url: string,
  options: FetchOptions = {},
): Promise<boolean> {
  return await whyNotOk(url, options) === "";
}

/**
 * Returns what came of a GET in the place of 2xx: `status 401`, or the error of the connection in one line; empty if it was
 * answered with 2xx.
 */
export async function whyNotOk(
  url: string,
  options: FetchOptions = {},
): Promise<string> {
  try {
    const { status } = await requestText(url, options);
    return status >= 200 && status < 300 ? "" : `status ${status}`;
  } catch (error) {
    const { message, cause } = error as Error;
    // Deno names the whole URL first, which the caller knows.
    return (cause instanceof Error ? cause.message : message)
      .replace(/^error sending request for url \(\S*\): /, "")
      .replace(/\s+/g, " ");
  }
}

/** Throws the errors of `fetch()`. */
async function requestText(
  url: string,
  { body = null, timeout = 0.8, signal = null, access = plainAccess }:
    FetchOptions,
): Promise<TextResponse> {
  const timer = AbortSignal.timeout(timeout * 1000);
  const stop = signal ? AbortSignal.any([signal, timer]) : timer;
  using client = access === plainAccess
    ? null
    : Deno.createHttpClient(toClientOptions(access, toServer(url)));
  const init: RequestInit & { client?: Deno.HttpClient } = {
    method: body === null ? "GET" : "POST",
    body,
    redirect: "manual",
    signal: stop,
    ...client && { client },
  };
  const response = await untilAborted(fetch(url, init), stop);
  const text = await untilAborted(response.text(), stop);
  return { status: response.status, text };
}

/** Returns the JSON body of a response; null if there is none in time, or the schema does not match. */
export async function fetchJson<T>(
  url: string,
  schema: z.ZodType<T>,
  options: FetchOptions = {},
): Promise<T | null> {
  const response = await fetchText(url, options);
  if (response === null) return null;
  try {
    return schema.safeParse(JSON.parse(response.text)).data ?? null;
  } catch {
    // It is not JSON.
    return null;
  }
}
