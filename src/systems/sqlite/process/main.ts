/**
 * The embedded store: SQLite in a process of its own, so that it can be killed, paused and measured as a server is. It
 * serves JSON on 127.0.0.1 only: `POST /CALL` with the arguments, and `GET /changes`, a line for each change.
 *
 * `deno run --allow-net=127.0.0.1 --allow-read=FOLDER --allow-write=FOLDER main.ts --port 7000 --file FOLDER/store.db`
 *
 * All calls are done one after the other, in one thread. An acknowledged write is on the disk, unless `--unsynced`.
 */
import { parseArgs } from "node:util";
import { type CallResult, type Change, reads, toCalls } from "./calls.ts";
import { openDatabase } from "./schema.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    port: { type: "string" },
    file: { type: "string" },
    plain: { type: "boolean", default: false },
    unsynced: { type: "boolean", default: false },
  },
});
if (values.port === undefined || values.file === undefined) {
  throw new TypeError("Cannot start without --port and --file");
}

const database = openDatabase({
  file: values.file,
  indexed: !values.plain,
  synced: !values.unsynced,
});
const calls = toCalls(database);
const encoder = new TextEncoder();
const subscribers = new Set<ReadableStreamDefaultController<Uint8Array>>();

/** Bytes that may wait for a subscriber that does not read; it is then given up, and knows it by the end of its answer. */
const MAX_WAITING_BYTES = 16 * 2 ** 20;

function subscribe(): Response {
  let own: ReadableStreamDefaultController<Uint8Array>;
  const lines = new ReadableStream<Uint8Array>({
    start(controller) {
      own = controller;
      subscribers.add(controller);
      // Tells the subscriber that it is one from here on.
      controller.enqueue(encoder.encode("\n"));
    },
    cancel: () => void subscribers.delete(own),
  }, new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING_BYTES }));
  return new Response(lines);
}

function tell(changes: readonly Change[]): void {
  if (changes.length === 0 || subscribers.size === 0) return;
  const lines = encoder.encode(
    changes.map((change) => `${JSON.stringify(change)}\n`).join(""),
  );
  for (const subscriber of subscribers) {
    if ((subscriber.desiredSize ?? 0) > 0) subscriber.enqueue(lines);
    else {
      subscribers.delete(subscriber);
      subscriber.error(new Error("the subscriber does not read"));
    }
  }
}

/** Does a call in a transaction; one that is refused, or fails, changes nothing. */
function answer(name: string, args: Record<string, unknown>): CallResult {
  const call = calls[name];
  if (!call) throw new TypeError(`Cannot call ${name} as there is none`);
  if (reads.has(name)) return call(args);
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = call(args);
    database.exec(result.code === "" ? "COMMIT" : "ROLLBACK");
    return result;
  } catch (error) {
    rollBack();
    throw error;
  }
}

function rollBack(): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // SQLite has done so itself, as it does when the disk is full.
  }
}

Deno.serve(
  { hostname: "127.0.0.1", port: Number(values.port), onListen() {} },
  async (request) => {
    const name = new URL(request.url).pathname.slice(1);
    if (name === "changes") return subscribe();
    if (request.method !== "POST") return new Response("", { status: 405 });
    try {
      const { code, value, changes } = answer(name, await request.json());
      tell(changes);
      return Response.json({ code, value });
    } catch (error) {
      return new Response((error as Error).message, { status: 500 });
    }
  },
);
