/** What an answer of the query API of Prometheus says of a query's success. */
import { z } from "zod";
import { type Attempt, unsuccessful } from "../../lab/clients/attempt.ts";

/** Bytes of a body that are kept: smaller ones are parsed, larger ones judged by their beginning. */
const MOST_KEPT = 64 * 1024;

export interface QueryAnswer {
  readonly status: number;
  /** The body, or as much of it as is kept. */
  readonly kept: Uint8Array;
  /** Bytes of the whole body, as it was before it was compressed. */
  readonly bytes: number;
}

/** Reads a body to its end, and keeps its beginning. Throws what reading throws. */
export async function readAnswer(response: Response): Promise<QueryAnswer> {
  const kept = new Uint8Array(MOST_KEPT);
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    if (bytes < MOST_KEPT) {
      kept.set(chunk.subarray(0, MOST_KEPT - bytes), bytes);
    }
    bytes += chunk.length;
  }
  return { status: response.status, kept: kept.subarray(0, bytes), bytes };
}

/** `ok` only for a result that holds something; `miss` for one that is empty, which would be fast and worth nothing. */
export function judgeAnswer({ status, kept, bytes }: QueryAnswer): Attempt {
  const text = new TextDecoder().decode(kept);
  const found = status === 200
    ? kept.length < bytes ? lookAtBeginning(text) : lookAtWhole(text)
    : "error";
  if (found === "something") return { outcome: "ok", error: "", bytes };
  if (found === "nothing") {
    return { ...unsuccessful("miss", "200 with an empty result"), bytes };
  }
  const outcome = status === 429 ? "rejected" : "failed";
  return { ...unsuccessful(outcome, `${status} ${toReason(text)}`), bytes };
}

type Found = "something" | "nothing" | "error";

const Success = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.unknown()) }),
});

function lookAtWhole(text: string): Found {
  const { data } = Success.safeParse(maybeJson(text));
  if (data === undefined) return "error";
  return data.data.result.length > 0 ? "something" : "nothing";
}

/**
 * Looks for a list named `result` that begins with something, wherever it is, as warnings may come before it. No text inside
 * of the JSON can look like that, as its quotes are escaped. One that is not seen is not taken for granted.
 */
function lookAtBeginning(text: string): Found {
  const [, first] = /"result"\s*:\s*\[\s*(\S)/.exec(text) ?? [];
  if (first === undefined || !/"status"\s*:\s*"success"/.test(text)) {
    return "error";
  }
  return first === "]" ? "nothing" : "something";
}

const Failure = z.object({ errorType: z.string(), error: z.string() });

/** `bad_data: ...` when it is an error of the API, else the text itself. */
function toReason(text: string): string {
  const { data } = Failure.safeParse(maybeJson(text));
  return data ? `${data.errorType}: ${data.error}` : text;
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
