/**
 * The permission broker of one kernel, a program of its own.
 *
 * In: a line of JSON with the kernel's folder and what it may read, then lines with the addresses that it may use from then
 * on. Out: the line `done` for each. When its input ends, however the process that held it did, it removes the folder and
 * ends. It imports no package, so that it starts at once.
 */
import { type Limits, type PermissionRequest, refuse } from "./permissions.ts";

/** The first line. */
export interface BrokerStart {
  /** Folder to remove in the end. */
  readonly folder: string;
  /** Where it listens, in that folder. */
  readonly socket: string;
  /** Folders that may be read, with all below them; real paths. */
  readonly readable: readonly string[];
}

/** What Deno writes to the socket, a line each. */
interface Question extends PermissionRequest {
  readonly id: number;
  /** Process that asks. */
  readonly pid: number;
}

const REMOVE_ATTEMPTS = 20;
const REMOVE_PAUSE_MS = 50;

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

async function serve(listener: Deno.UnixListener): Promise<void> {
  for await (const connection of listener) {
    // A kernel that dies between question and answer needs none.
    void answer(connection).catch(() => {});
  }
}

/** Removes the folder; a kernel that is being killed may still write there. */
async function remove(folder: string): Promise<void> {
  for (let attempt = 0; attempt < REMOVE_ATTEMPTS; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MS));
    }
  }
}

if (import.meta.main) {
  let kept: string | null = null;
  for await (const line of readLines(Deno.stdin.readable)) {
    const content: BrokerStart | string[] = JSON.parse(line);
    if ("folder" in content) {
      const { folder, socket, readable } = content;
      kept = folder;
      limits = { ...limits, readable };
      void serve(Deno.listen({ transport: "unix", path: socket }));
    } else {
      limits = { ...limits, addresses: new Set(content) };
    }
    await Deno.stdout.write(new TextEncoder().encode("done\n"));
  }
  if (kept !== null) await remove(kept);
  Deno.exit(0);
}
