/** Follows all objects of a kind: a list, then a watch from its version on, again and again. */
import { z } from "zod";
import { delay } from "../../../lab/timing/delay.ts";
import { untilAborted } from "../../../lab/timing/until_aborted.ts";
import { now } from "../../../lab/timing/wall_clock.ts";
import { type ApiClient, RefusedStreamError } from "./api_client.ts";
import { ObjectList, Versioned, WatchEvent } from "./objects.ts";

/** Seconds of a list: the objective for a whole namespace or cluster is 30. */
const LIST_TIMEOUT_S = 60;

/** Seconds after which the server ends a watch, and another one follows. */
const WATCH_S = 1800;

/** Seconds after a list or watch that failed. */
const PAUSE_S = 0.5;

/** The version is too old for the server: a new list is needed. */
const GONE = 410;

/** An object that can be followed. */
export interface Followed {
  readonly metadata: { readonly uid: string; readonly name: string };
}

export interface WatchObjectsOptions<T extends Followed> {
  readonly client: Pick<ApiClient, "call" | "open">;
  /** As the record names it: `pods`. */
  readonly resource: string;
  /** `/api/v1/nodes`. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** An object is there, or has changed; `at` in milliseconds since 1970, when it was told. */
  readonly onObject: (object: T, at: number) => void;
  /** An object is gone, as it was seen last. */
  readonly onGone: (object: T, at: number) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A watch in progress. */
export interface ObjectWatch extends AsyncDisposable {
  /** Resolves after the first list; rejects if the signal aborts before. */
  readonly listed: Promise<void>;
}

/** Follows until the signal aborts. An object that cannot be read is left out. */
export function watchObjects<T extends Followed>(
  options: WatchObjectsOptions<T>,
): ObjectWatch {
  const first = Promise.withResolvers<void>();
  first.promise.catch(() => {
    // Nobody need wait for it.
  });
  const following = follow(options, first.resolve).finally(() =>
    first.reject(options.signal.reason)
  );
  return {
    listed: first.promise,
    async [Symbol.asyncDispose]() {
      await following;
    },
  };
}

async function follow<T extends Followed>(
  options: WatchObjectsOptions<T>,
  onListed: () => void,
): Promise<void> {
  const { signal } = options;
  const known = new Map<string, T>();
  let version = "";
  while (!signal.aborted) {
    try {
      if (version === "") {
        version = await list(options, known);
        onListed();
      }
      version = await watch(options, known, version);
    } catch (error) {
      if (error instanceof RefusedStreamError && error.status === GONE) {
        version = "";
      }
      await delay(PAUSE_S, signal).catch(() => {
        // Aborted, as the loop sees.
      });
    }
  }
}

/** Lists all objects, and tells what has changed since `known`; returns the version. Throws if it cannot. */
async function list<T extends Followed>(
  { client, resource, path, schema, onObject, onGone, signal }:
    WatchObjectsOptions<T>,
  known: Map<string, T>,
): Promise<string> {
  const { json } = await client.call(
    { verb: "list", resource, path, body: null },
    { timeout: LIST_TIMEOUT_S, signal },
  );
  const { metadata, items } = ObjectList.parse(json);
  const at = now();
  const objects = items.flatMap((item) => schema.safeParse(item).data ?? []);
  const there = new Set(objects.map((object) => object.metadata.uid));
  for (const [uid, object] of known) {
    if (there.has(uid)) continue;
    known.delete(uid);
    onGone(object, at);
  }
  for (const object of objects) {
    known.set(object.metadata.uid, object);
    onObject(object, at);
  }
  return metadata.resourceVersion;
}

/** Reads a watch to its end; returns the last version, empty if a new list is needed. */
async function watch<T extends Followed>(
  { client, path, schema, onObject, onGone, signal }: WatchObjectsOptions<T>,
  known: Map<string, T>,
  from: string,
): Promise<string> {
  let version = from;
  const separator = path.includes("?") ? "&" : "?";
  const stream = await client.open(
    `${path}${separator}watch=true&allowWatchBookmarks=true` +
      `&timeoutSeconds=${WATCH_S}&resourceVersion=${encodeURIComponent(from)}`,
    signal,
  );
  for await (const line of toLines(stream, signal)) {
    const at = now();
    const { type, object } = WatchEvent.parse(JSON.parse(line));
    if (type === "ERROR") return "";
    version = Versioned.parse(object).metadata.resourceVersion;
    if (type === "BOOKMARK") continue;
    const read = schema.safeParse(object).data;
    if (!read) continue;
    const { uid } = read.metadata;
    if (type === "DELETED") {
      known.delete(uid);
      onGone(read, at);
    } else {
      known.set(uid, read);
      onObject(read, at);
    }
  }
  return version;
}

/**
 * Returns the lines of a stream; a last one without a line feed was cut off, and is none. Throws the reason of the signal
 * when that aborts.
 */
export async function* toLines(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await untilAborted(reader.read(), signal);
      if (done) return;
      const text = rest + decoder.decode(value, { stream: true });
      const lines = text.split("\n");
      rest = lines.pop() ?? "";
      yield* lines.filter((line) => line !== "");
    }
  } finally {
    // Not awaited, as it may be pending as well.
    reader.cancel().catch(() => {
      // The stream has ended, or broke.
    });
  }
}
