/**
 * Requests to a Kubernetes API server: JSON over HTTPS, each made once, and timed from the moment it is made.
 */
import { z } from "zod";
import { untilAborted } from "../../../lab/timing/until_aborted.ts";
import { now } from "../../../lab/timing/wall_clock.ts";
import type { Outcome } from "../../../record/mod.ts";

/** How an API server is reached. */
export interface ApiAccess {
  /** `https://127.0.0.1:6443`, without a slash at the end. */
  readonly server: string;
  /** Certificates of authorities in PEM; empty for those of the system. */
  readonly caCerts: readonly string[];
  /** Certificate and key of the client in PEM; empty for none. */
  readonly cert: string;
  readonly key: string;
  /** Bearer token; empty for none. */
  readonly token: string;
}

/** Verbs of the API, as its own metrics and objectives name them. */
export type Verb = "get" | "list" | "create" | "patch" | "delete";

const methods: Readonly<Record<Verb, string>> = {
  get: "GET",
  list: "GET",
  create: "POST",
  patch: "PATCH",
  delete: "DELETE",
};

export interface ApiRequest {
  readonly verb: Verb;
  /** Resource, as the record names it: `pods`, `deployments/scale`. */
  readonly resource: string;
  /** Path with its query. */
  readonly path: string;
  /** Sent as JSON, of a patch as a merge patch; null for none. */
  readonly body: unknown;
}

/** Asks for whole objects. */
export const JSON_TYPE = "application/json";

/** Asks for names, labels and annotations of the objects of a list only. */
export const METADATA_ONLY =
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** The same of the events of a watch. */
export const METADATA_EVENTS =
  "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

/** Limits of a request; `timeout` in seconds. */
export interface ApiLimits {
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** How a request ended. `error` and `code` are empty if there is none. */
export interface ApiAnswer {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly outcome: Outcome;
  readonly error: string;
  /** `already-exists`, `too-many-requests`, `http-503`, `timeout`, `no-connection`. */
  readonly code: string;
  /** Body of an answer that is `ok`; else null. */
  readonly json: unknown;
  /** Characters of the answer: as a rule its bytes, as JSON here is ASCII. */
  readonly bytes: number;
}

export interface ApiClient extends Disposable {
  /** Makes a request. Never throws for what the server does. `accept` is `application/json` unless given. */
  call(
    request: ApiRequest,
    limits: ApiLimits,
    accept?: string,
  ): Promise<ApiAnswer>;
  /** Opens a stream, such as a watch, of a media type. Throws an Error if it is not answered with 200. */
  open(
    path: string,
    signal: AbortSignal,
    accept: string,
  ): Promise<ReadableStream<Uint8Array>>;
  /** Reads a page of text; null unless it is answered with 200 in time. */
  text(path: string, limits: ApiLimits): Promise<string | null>;
}

/** What the API server answers in place of an object that it does not give. */
const Status = z.object({
  reason: z.string().default(""),
  message: z.string().default(""),
});

/** Longest error text that is kept. */
const MAX_ERROR_CHARS = 300;

/** An answer other than 200 to a stream. */
export class RefusedStreamError extends Error {
  override readonly name = "RefusedStreamError";
  constructor(readonly status: number) {
    super(`Cannot open a stream as the server answered ${status}`);
  }
}

/** Makes a client; `onCall` is told of each request when it has ended. */
export function toApiClient(
  { server, caCerts, cert, key, token }: ApiAccess,
  onCall: (request: ApiRequest, answer: ApiAnswer) => void,
): ApiClient {
  const http = Deno.createHttpClient({
    ...caCerts.length > 0 && { caCerts: [...caCerts] },
    ...cert !== "" && { cert, key },
  });
  const send = (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    if (token !== "") headers.set("authorization", `Bearer ${token}`);
    const request: RequestInit & { readonly client: Deno.HttpClient } = {
      ...init,
      redirect: "manual",
      ...{ headers, client: http },
    };
    return fetch(`${server}${path}`, request);
  };
  return {
    async call(request, { timeout, signal }, accept = JSON_TYPE) {
      const startedAt = now();
      const timer = AbortSignal.timeout(Math.max(1, timeout * 1000));
      const ended = (end: Omit<ApiAnswer, "startedAt" | "seconds">) => {
        const seconds = (now() - startedAt) / 1000;
        const answer: ApiAnswer = { startedAt, seconds, ...end };
        onCall(request, answer);
        return answer;
      };
      const stop = AbortSignal.any([signal, timer]);
      try {
        const response = await untilAborted(
          send(request.path, { ...toInit(request, accept), signal: stop }),
          stop,
        );
        const text = await untilAborted(response.text(), stop);
        return ended(toEnd(response.status, text));
      } catch (error) {
        return ended({
          ...toFailure(error as Error, { timeout, signal, timer }),
          ...{ json: null, bytes: 0 },
        });
      }
    },
    async open(path, signal, accept) {
      const response = await untilAborted(
        send(path, { signal, headers: { accept } }),
        signal,
      );
      if (response.status === 200 && response.body) return response.body;
      await response.body?.cancel();
      throw new RefusedStreamError(response.status);
    },
    async text(path, { timeout, signal }) {
      const stop = AbortSignal.any([
        signal,
        AbortSignal.timeout(timeout * 1000),
      ]);
      try {
        const response = await untilAborted(
          send(path, { signal: stop }),
          stop,
        );
        const text = await untilAborted(response.text(), stop);
        return response.status === 200 ? text : null;
      } catch {
        // Refused, reset, aborted, or too late.
        return null;
      }
    },
    [Symbol.dispose]: () => http.close(),
  };
}

function toInit({ verb, body }: ApiRequest, accept: string): RequestInit {
  const type = verb === "patch"
    ? "application/merge-patch+json"
    : "application/json";
  return {
    method: methods[verb],
    headers: { accept, ...body !== null && { "content-type": type } },
    ...body !== null && { body: JSON.stringify(body) },
  };
}

type End = Omit<ApiAnswer, "startedAt" | "seconds">;

function toEnd(status: number, text: string): End {
  const json = parse(text);
  if (status >= 200 && status < 300 && json !== undefined) {
    return { outcome: "ok", error: "", code: "", json, bytes: text.length };
  }
  const { reason, message } = Status.safeParse(json).data ??
    { reason: "", message: text };
  return {
    outcome: status === 429 ? "rejected" : "failed",
    error: `${status} ${message}`.trim().slice(0, MAX_ERROR_CHARS),
    code: reason === ""
      ? json === undefined && status < 300 ? "rubbish" : `http-${status}`
      : toWord(reason),
    ...{ json: null, bytes: text.length },
  };
}

/** Returns `AlreadyExists` as `already-exists`. */
function toWord(reason: string): string {
  return reason.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toFailure(
  { message, cause }: Error,
  { timeout, signal, timer }: ApiLimits & { readonly timer: AbortSignal },
): Pick<ApiAnswer, "outcome" | "error" | "code"> {
  if (signal.aborted) return { outcome: "cancelled", error: "", code: "" };
  if (timer.aborted) {
    return {
      outcome: "timeout",
      error: `no answer after ${Number(timeout.toFixed(3))} s`,
      code: "timeout",
    };
  }
  const text = cause instanceof Error ? cause.message : message;
  // Deno's client states its phase in brackets, and then the reason.
  const isRefused = text.includes("client error (Connect)");
  return {
    outcome: isRefused ? "refused" : "failed",
    error: text.slice(0, MAX_ERROR_CHARS),
    code: isRefused ? "no-connection" : "connection-lost",
  };
}
