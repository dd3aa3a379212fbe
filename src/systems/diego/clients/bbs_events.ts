/** Streams of changes from the BBS: server-sent events with protobuf in base64. */
import { delay } from "../../../lab/timing/delay.ts";
import { untilAborted } from "../../../lab/timing/until_aborted.ts";
import type { ServerAddress } from "./bbs_client.ts";
import type { Identity } from "./tls_identity.ts";

/** An event as it came. */
export interface RawEvent {
  readonly name: string;
  readonly data: Uint8Array;
}

export interface FollowOptions {
  readonly identity: Identity;
  readonly path: string;
  /** Called for each event, in order. An error that it throws ends the connection. */
  readonly onEvent: (event: RawEvent) => void;
  /** Called when a connection ended that had been made, or could not be made: events until the next one are lost. */
  readonly onLost: (reason: string) => void;
  /** Called when a connection was made. */
  readonly onConnected: () => void;
  readonly signal: AbortSignal;
}

/** Time before a lost connection is made again, in seconds. */
const RETRY_S = 0.5;

/** Follows a stream until `signal` aborts, and connects again whenever it ends. */
export async function followEvents(
  { host, port }: ServerAddress,
  { identity, path, onEvent, onLost, onConnected, signal }: FollowOptions,
): Promise<void> {
  using client = Deno.createHttpClient({
    caCerts: [identity.ca],
    cert: identity.cert,
    key: identity.key,
    http2: false,
  });
  while (!signal.aborted) {
    try {
      const init: RequestInit & { readonly client: Deno.HttpClient } = {
        method: "POST",
        headers: { "content-type": "application/x-protobuf" },
        body: new Uint8Array(),
        ...{ client, signal },
      };
      const response = await untilAborted(
        fetch(`https://${host}:${port}${path}`, init),
        signal,
      );
      if (response.status !== 200 || response.body === null) {
        await response.body?.cancel();
        throw new Error(`the BBS answers ${response.status} at ${path}`);
      }
      onConnected();
      await readAll(response.body, {
        take: toEventParser(onEvent),
        signal,
      });
      onLost("the BBS ended the stream");
    } catch (error) {
      if (signal.aborted) return;
      onLost((error as Error).message);
    }
    await delay(RETRY_S, signal).catch(() => {
      // Aborted, as the loop sees.
    });
  }
}

/** Reads a stream to its end, or until the signal aborts. */
async function readAll(
  stream: ReadableStream<Uint8Array>,
  { take, signal }: {
    readonly take: (bytes: Uint8Array) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { value, done } = await untilAborted(reader.read(), signal);
      if (done) return;
      take(value);
    }
  } finally {
    // Not awaited, as it may be pending as well.
    reader.cancel().catch(() => {
      // The stream has ended, or broke.
    });
  }
}

/** Returns a function that takes the bytes of a stream, and calls `onEvent` for each event that is complete. */
export function toEventParser(
  onEvent: (event: RawEvent) => void,
): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  let name = "";
  let data = "";
  const readLine = (line: string) => {
    if (line === "") {
      if (name !== "") onEvent({ name, data: Uint8Array.fromBase64(data) });
      name = data = "";
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).trimStart();
    if (field === "event") name = value;
    else if (field === "data") data += value;
  };
  return (bytes) => {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      readLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
  };
}
