/** Follows all objects of a kind: a list, then a watch from its version on, again and again. */
import { z } from "zod";
import { delay } from "../../../lab/timing/delay.ts";
import { untilAborted } from "../../../lab/timing/until_aborted.ts";
import { now } from "../../../lab/timing/wall_clock.ts";
import {
  type ApiClient,
  JSON_TYPE,
  METADATA_EVENTS,
  METADATA_ONLY,
  RefusedStreamError,
} from "./api_client.ts";
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
  /** What of an object is asked for: all of it, or what names it. */
  readonly parts: "all" | "metadata";
  readonly schema: z.ZodType<T>;
  /**
   * An object is there, or has changed; `at` in milliseconds since 1970, when it was told. An error that it or `onGone`
   * throws ends the watch.
   */
  readonly onObject: (object: T, at: number) => void;
  /** An object is gone, as it was seen last. */
  readonly onGone: (object: T, at: number) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A watch in progress. Its disposal waits for the signal, and throws the error of who is told, if there was one. */
export interface ObjectWatch extends AsyncDisposable {
  /** Resolves after the first list; rejects if the signal aborts before, or who is told of it throws. */
  readonly listed: Promise<void>;
  /**
   * Resolves to the reason when changes may have been missed: after the first list the watch could not go on where it had
   * ended, and another list tells only what is there then. Never settles otherwise.
   */
  readonly missed: Promise<string>;
  /** Returns how many objects are there; null while changes are not told: there is no answer, or it has ended. */
  readonly count: () => number | null;
}

/** How far a watch has come. */
interface Progress<T> {
  /** Objects that were told of and are there, by their uid. */
  readonly known: Map<string, T>;
  /** Version up to which all is told; empty if a list is needed. */
  version: string;
  isOpen: boolean;
}

/** An error of who is told, its `cause`: no other list or watch would mend it. */
class ListenerError extends Error {
  override readonly name = "ListenerError";
}

/** Follows until the signal aborts. An object that cannot be read is left out. */
export function watchObjects<T extends Followed>(
  options: WatchObjectsOptions<T>,
): ObjectWatch {
  const progress: Progress<T> = {
    ...{ known: new Map<string, T>(), version: "", isOpen: false },
  };
  const first = Promise.withResolvers<void>();
  first.promise.catch(() => {
    // Nobody need wait for it.
  });
  const gap = Promise.withResolvers<string>();
  const following = follow(options, progress, {
    onListed: first.resolve,
    onMissed: gap.resolve,
  }).then(
    () => first.reject(options.signal.reason),
    (error) => {
      first.reject(error);
      throw error;
    },
  );
  following.catch(() => {
    // The disposal throws it.
  });
  return {
    listed: first.promise,
    missed: gap.promise,
    count: () => progress.isOpen ? progress.known.size : null,
    async [Symbol.asyncDispose]() {
      await following;
    },
  };
}

async function follow<T extends Followed>(
  options: WatchObjectsOptions<T>,
  progress: Progress<T>,
  { onListed, onMissed }: {
    readonly onListed: () => void;
    readonly onMissed: (reason: string) => void;
  },
): Promise<void> {
  const { signal } = options;
  let isListed = false;
  while (!signal.aborted) {
    try {
      if (progress.version === "") {
        await list(options, progress);
        isListed = true;
        onListed();
      }
      await watch(options, progress);
    } catch (error) {
      if (error instanceof ListenerError) throw error.cause;
      if (error instanceof RefusedStreamError && error.status === GONE) {
        progress.version = "";
      }
      if (isListed && progress.version === "") {
        onMissed((error as Error).message);
      }
      await delay(PAUSE_S, signal).catch(() => {
        // Aborted, as the loop sees.
      });
    }
  }
}

/** Calls a listener. Throws a `ListenerError` if that throws. */
function tell<T>(
  listener: (object: T, at: number) => void,
  object: T,
  at: number,
): void {
  try {
    listener(object, at);
  } catch (cause) {
    throw new ListenerError("Cannot tell of an object", { cause });
  }
}

/** Lists all objects, and tells what has changed since the last one was told. Throws if it cannot. */
async function list<T extends Followed>(
  { client, resource, path, parts, schema, onObject, onGone, signal }:
    WatchObjectsOptions<T>,
  progress: Progress<T>,
): Promise<void> {
  const { known } = progress;
  const { json } = await client.call(
    { verb: "list", resource, path, body: null },
    { timeout: LIST_TIMEOUT_S, signal },
    parts === "all" ? JSON_TYPE : METADATA_ONLY,
  );
  const { metadata, items } = ObjectList.parse(json);
  const at = now();
  const objects = items.flatMap((item) => schema.safeParse(item).data ?? []);
  const there = new Set(objects.map((object) => object.metadata.uid));
  for (const [uid, object] of known) {
    if (there.has(uid)) continue;
    known.delete(uid);
    tell(onGone, object, at);
  }
  for (const object of objects) {
    known.set(object.metadata.uid, object);
    tell(onObject, object, at);
  }
  progress.version = metadata.resourceVersion;
}

/** Reads a watch to its end, and tells each change once: another one goes on behind the last. Throws if it breaks. */
async function watch<T extends Followed>(
  options: WatchObjectsOptions<T>,
  progress: Progress<T>,
): Promise<void> {
  const { client, path, parts, signal } = options;
  const separator = path.includes("?") ? "&" : "?";
  const stream = await client.open(
    `${path}${separator}watch=true&allowWatchBookmarks=true` +
      `&timeoutSeconds=${WATCH_S}` +
      `&resourceVersion=${encodeURIComponent(progress.version)}`,
    signal,
    parts === "all" ? JSON_TYPE : METADATA_EVENTS,
  );
  progress.isOpen = true;
  try {
    for await (const line of toLines(stream, signal)) {
      const at = now();
      const event = maybeEvent(line);
      if (event === undefined) {
        // The version is too old, or what was told is unknown.
        progress.version = "";
        throw new Error("The watch cannot go on without a list");
      }
      progress.version = event.version;
      tellEvent(options, progress, { ...event, at });
    }
  } finally {
    progress.isOpen = false;
  }
}

interface Told {
  readonly type: z.infer<typeof WatchEvent>["type"];
  readonly object: unknown;
  readonly version: string;
}

/** Returns what a line of a watch tells; undefined for an error, and for what cannot be read. */
function maybeEvent(line: string): Told | undefined {
  try {
    const { type, object } = WatchEvent.parse(JSON.parse(line));
    if (type === "ERROR") return undefined;
    const { resourceVersion: version } = Versioned.parse(object).metadata;
    return { type, object, version };
  } catch {
    return undefined;
  }
}

function tellEvent<T extends Followed>(
  { schema, onObject, onGone }: WatchObjectsOptions<T>,
  { known }: Progress<T>,
  { type, object, at }: Told & { readonly at: number },
): void {
  if (type === "BOOKMARK") return;
  const read = schema.safeParse(object).data;
  if (!read) return;
  const { uid } = read.metadata;
  if (type === "DELETED") {
    known.delete(uid);
    tell(onGone, read, at);
  } else {
    known.set(uid, read);
    tell(onObject, read, at);
  }
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
