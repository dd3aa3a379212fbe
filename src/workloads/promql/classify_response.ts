/** Classifies responses of the query API of Prometheus. */
import { maybeJson } from "../../record/mod.ts";
import { z } from "zod";
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../lab/clients/attempt.ts";

/** Bytes of a body that are kept: smaller bodies are parsed, larger ones classified by their beginning. */
const MAX_KEPT_BYTES = 64 * 1024;

export interface QueryResponse {
  readonly status: number;
  /** The first `MAX_KEPT_BYTES` of the body. */
  readonly kept: Uint8Array;
  /** Bytes of the whole body after decompression. */
  readonly bytes: number;
}

/** Reads a body to its end and keeps its beginning. Throws the errors of reading. */
export async function readResponse(response: Response): Promise<QueryResponse> {
  const kept = new Uint8Array(MAX_KEPT_BYTES);
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    if (bytes < MAX_KEPT_BYTES) {
      kept.set(chunk.subarray(0, MAX_KEPT_BYTES - bytes), bytes);
    }
    bytes += chunk.length;
  }
  return { status: response.status, kept: kept.subarray(0, bytes), bytes };
}

/** Returns `ok` only for a non-empty result; `miss` for an empty one, which would be fast and meaningless. */
export function classifyResponse(
  { status, kept, bytes }: QueryResponse,
): Attempt {
  const text = new TextDecoder().decode(kept);
  const result = status === 200
    ? kept.length < bytes ? scanBeginning(text) : parseWhole(text)
    : "error";
  const code = String(status);
  if (result === "filled") return successful(bytes);
  if (result === "empty") {
    return { ...unsuccessful("miss", "200 with an empty result", code), bytes };
  }
  const outcome = status === 429 ? "rejected" : "failed";
  return {
    ...unsuccessful(outcome, `${status} ${toReason(text)}`, code),
    bytes,
  };
}

type Result = "filled" | "empty" | "error";

const Success = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.unknown()) }),
});

function parseWhole(text: string): Result {
  const { data } = Success.safeParse(maybeJson(text));
  if (data === undefined) return "error";
  return data.data.result.length > 0 ? "filled" : "empty";
}

/**
 * Searches for a non-empty list named `result` at any position, as warnings may precede it. No JSON string can
 * match, as its quotes are escaped. A list that is not found is an error.
 */
function scanBeginning(text: string): Result {
  const [, first] = /"result"\s*:\s*\[\s*(\S)/.exec(text) ?? [];
  if (first === undefined || !/"status"\s*:\s*"success"/.test(text)) {
    return "error";
  }
  return first === "]" ? "empty" : "filled";
}

const Failure = z.object({ errorType: z.string(), error: z.string() });

/** Returns `bad_data: ...` for an error of the API, otherwise the text itself. */
function toReason(text: string): string {
  const { data } = Failure.safeParse(maybeJson(text));
  return data ? `${data.errorType}: ${data.error}` : text;
}
