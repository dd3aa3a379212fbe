/**
 * The permission broker of one kernel, a program of its own.
 *
 * In: a line of JSON with its socket and limits, then lines that say `close network`. Out: the line `ready`. It ends with
 * its input. It imports no package, so that it starts at once.
 */
import { type Limits, type PermissionRequest, refuse } from "./permissions.ts";

/** Limits as they are sent: a list in place of a set. */
export interface BrokerStart {
  readonly socket: string;
  readonly readable: readonly string[];
  readonly addresses: readonly string[];
}

/** What Deno writes to the socket, a line each. */
interface Question extends PermissionRequest {
  readonly id: number;
  /** Process that asks. */
  readonly pid: number;
}

let limits: Limits = { readable: [], addresses: new Set() };

async function* readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let unread = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (unread + chunk).split("\n");
    unread = lines.pop() ?? "";
    yield* lines;
  }
}

async function answer(connection: Deno.UnixConn): Promise<void> {
  for await (const line of readLines(connection.readable)) {
    const question: Question = JSON.parse(line);
    const { id, pid, permission, value } = question;
    const relative = permission === "read" && value?.startsWith("/") === false;
    const folder = relative ? await workingFolder(pid) : null;
    const reason = refuse(question, limits, folder);
    const bytes = new TextEncoder().encode(
      JSON.stringify(
        reason === null
          ? { id, result: "allow" }
          : { id, result: "deny", reason },
      ) + "\n",
    );
    for (let at = 0; at < bytes.length;) {
      at += await connection.write(bytes.subarray(at));
    }
  }
}

/**
 * The working folder of a process, where its relative paths start: it may change it. Null where the system does not tell.
 * Deno itself would need every permission to look below `/proc`.
 */
async function workingFolder(pid: number): Promise<string | null> {
  const { success, stdout } = await new Deno.Command("readlink", {
    args: [`/proc/${pid}/cwd`],
    stderr: "null",
  }).output();
  return success ? new TextDecoder().decode(stdout).replace(/\n$/, "") : null;
}

async function serve(socket: string): Promise<void> {
  const listener = Deno.listen({ transport: "unix", path: socket });
  console.log("ready");
  for await (const connection of listener) {
    // A kernel that dies between question and answer needs none.
    void answer(connection).catch(() => {});
  }
}

if (import.meta.main) {
  let started = false;
  for await (const line of readLines(Deno.stdin.readable)) {
    if (started) {
      limits = { ...limits, addresses: new Set() };
      continue;
    }
    const { socket, readable, addresses }: BrokerStart = JSON.parse(line);
    limits = { readable, addresses: new Set(addresses) };
    void serve(socket);
    started = true;
  }
  Deno.exit(0);
}
