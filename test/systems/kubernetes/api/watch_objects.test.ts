import { expect, test } from "vitest";
import { toApiClient } from "../../../../src/systems/kubernetes/api/api_client.ts";
import { Pod } from "../../../../src/systems/kubernetes/api/objects.ts";
import {
  toLines,
  watchObjects,
} from "../../../../src/systems/kubernetes/api/watch_objects.ts";
import { until } from "../../../testing/processes.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("toLines() joins what is cut anywhere, and leaves out a last line that is cut off", async () => {
  const word = bytes("ünd\n");
  const stream = ReadableStream.from([
    ...[bytes("one\ntw"), bytes("o\n\n"), word.slice(0, 1), word.slice(1)],
    bytes("torn"),
  ]);
  const { signal } = new AbortController();
  expect(await Array.fromAsync(toLines(stream, signal)))
    .toEqual(["one", "two", "ünd"]);
});

test("toLines() ends with its signal although the stream says nothing, and does not wait for its end", async () => {
  const stop = new AbortController();
  const silent = new ReadableStream<Uint8Array>({
    start: (out) => out.enqueue(bytes("one\n")),
    cancel: () => new Promise(() => {}),
  });
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of toLines(silent, stop.signal)) lines.push(line);
  })();
  while (lines.length === 0) await new Promise((done) => setTimeout(done, 1));
  stop.abort(new Error("over"));
  await expect(reading).rejects.toThrow("over");
  expect(lines).toEqual(["one"]);
});

const PATH = "/api/v1/namespaces/n/pods";

const pod = (name: string, resourceVersion: string) => ({
  metadata: { name, uid: name, resourceVersion },
  ...{ spec: {}, status: {} },
});

const event = (type: string, object: unknown) =>
  `${JSON.stringify({ type, object })}\n`;

/** Reads the head of a request; returns its query. */
async function readQuery(connection: Deno.Conn): Promise<URLSearchParams> {
  const buffer = new Uint8Array(4096);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const n = await connection.read(buffer);
    if (n === null) break;
    head += new TextDecoder().decode(buffer.subarray(0, n));
  }
  const [, target = ""] = head.split(" ");
  return new URL(target, "http://127.0.0.1").searchParams;
}

/**
 * Serves a list with one pod, and one watch after another: each tells a text, then its connection ends in the middle of the
 * answer; the last goes on in silence. Returns what was asked, and the client.
 */
function serveWatches(...texts: readonly string[]) {
  const asked: string[] = [];
  const silent: Deno.Conn[] = [];
  let watches = 0;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answer = async (connection: Deno.Conn) => {
    const query = await readQuery(connection);
    const write = (text: string) => connection.write(bytes(text));
    if (query.get("watch") !== "true") {
      asked.push("list");
      const body = JSON.stringify({
        metadata: { resourceVersion: "5" },
        items: [pod("a", "4")],
      });
      await write(
        `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      return connection.close();
    }
    asked.push(`watch ${query.get("resourceVersion")}`);
    await write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    const text = texts[watches++];
    if (text === undefined) return void silent.push(connection);
    await write(`${text.length.toString(16)}\r\n${text}\r\n`);
    connection.close();
  };
  const serving = (async () => {
    for await (const connection of listener) {
      answer(connection).catch(() => {
        // The client has gone.
      });
    }
  })();
  const client = toApiClient({
    server: `http://127.0.0.1:${listener.addr.port}`,
    ...{ caCerts: [], cert: "", key: "", token: "" },
  }, () => {
    // Nothing is recorded.
  });
  return {
    ...{ asked, client },
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      for (const connection of silent) connection.close();
      listener.close();
      await serving;
    },
  };
}

test("a watch that breaks goes on behind what was told, and lists again after what it cannot read", async () => {
  const told: string[] = [];
  const missed: string[] = [];
  const stop = new AbortController();
  await using cluster = serveWatches(
    event("MODIFIED", pod("a", "6")) + event("ADDED", pod("b", "7")),
    event("DELETED", pod("b", "8")) + '{"type":"NEWS"}\n',
  );
  const watch = watchObjects({
    ...{ client: cluster.client, resource: "pods", path: PATH, schema: Pod },
    parts: "all",
    onObject: ({ metadata }) =>
      void told.push(`${metadata.name} ${metadata.resourceVersion}`),
    onGone: ({ metadata }) => void told.push(`${metadata.name} gone`),
    signal: stop.signal,
  });
  void watch.missed.then((reason) => missed.push(reason));
  await until("the third watch", () => cluster.asked.length === 5);
  // The first end is no reason: the next watch went on behind it.
  expect(missed).toEqual(["The watch cannot go on without a list"]);
  expect(cluster.asked).toEqual([
    ...["list", "watch 5", "watch 7", "list", "watch 5"],
  ]);
  expect(told).toEqual(["a 4", "a 6", "b 7", "b gone", "a 4"]);
  await until("it is open", () => watch.count() === 1);
  stop.abort();
  await watch[Symbol.asyncDispose]();
  expect(watch.count()).toBe(null);
});

test("an error of who is told is thrown, and not taken for a broken watch", async () => {
  const fail = () => {
    throw new TypeError("a mistake of ours");
  };
  const ignore = () => {
    // Nothing fails here.
  };
  await using cluster = serveWatches();
  const options = {
    ...{ client: cluster.client, resource: "pods", path: PATH, schema: Pod },
    signal: new AbortController().signal,
  };
  const watch = watchObjects({
    ...options,
    parts: "all",
    ...{ onObject: fail, onGone: ignore },
  });
  await expect(watch.listed).rejects.toThrow("a mistake of ours");
  await expect(watch[Symbol.asyncDispose]()).rejects.toThrow(TypeError);
  expect(cluster.asked).toEqual(["list"]);

  await using other = serveWatches(event("DELETED", pod("a", "6")));
  const later = watchObjects({
    ...{ ...options, client: other.client },
    parts: "all",
    ...{ onObject: ignore, onGone: fail },
  });
  await later.listed;
  await expect(later[Symbol.asyncDispose]()).rejects.toThrow(TypeError);
  expect(other.asked).toEqual(["list", "watch 5"]);
});
