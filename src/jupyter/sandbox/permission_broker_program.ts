/**
 * Program of the permission broker of one kernel.
 *
 * In: JSON of `BrokerStart` as its argument, then a line for each new list of allowed addresses. Out: the line `done`
 * once it listens, and for each list. When its input ends, for whatever reason, it removes the folder and exits.
 * It imports no package, so that it starts fast.
 */
import {
  findDenialReason,
  type Limits,
  type PermissionRequest,
} from "./permissions.ts";

/** Argument of the program: it knows what to remove though its parent is killed before it runs. */
export interface BrokerStart {
  /** Folder to remove at exit. */
  readonly folder: string;
  /** Path of the socket to listen on, in that folder. */
  readonly socket: string;
  /** Folders that may be read, recursively; real paths. */
  readonly readable: readonly string[];
}

/** Request that Deno writes to the socket, one per line. */
interface BrokerRequest extends PermissionRequest {
  readonly id: number;
  /** Process ID of the requester. */
  readonly pid: number;
}

const MAX_REMOVE_ATTEMPTS = 20;
const REMOVE_INTERVAL_MS = 50;

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

async function handleRequests(
  connection: Deno.UnixConn,
  currentLimits: () => Limits,
): Promise<void> {
  for await (const line of readLines(connection.readable)) {
    const request: BrokerRequest = JSON.parse(line);
    const { id, pid, permission, value } = request;
    const relative = permission === "read" && value?.startsWith("/") === false;
    const folder = relative ? await readWorkingFolder(pid) : null;
    const reason = findDenialReason(request, currentLimits(), folder);
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
 * Returns the current working folder of a process, from which its relative paths resolve; null if the system does not
 * report it. Runs `readlink`, as Deno itself would need all permissions to read `/proc`.
 */
async function readWorkingFolder(pid: number): Promise<string | null> {
  const { success, stdout } = await new Deno.Command("readlink", {
    args: [`/proc/${pid}/cwd`],
    stderr: "null",
  }).output();
  return success ? new TextDecoder().decode(stdout).replace(/\n$/, "") : null;
}

async function serve(
  listener: Deno.UnixListener,
  currentLimits: () => Limits,
): Promise<void> {
  for await (const connection of listener) {
    // The kernel may die between request and reply.
    void handleRequests(connection, currentLimits).catch(() => {});
  }
}

/** Removes the folder, with retries: a kernel that is being killed may still write there. */
async function remove(folder: string): Promise<void> {
  for (let attempt = 0; attempt < MAX_REMOVE_ATTEMPTS; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      await new Promise((resolve) => setTimeout(resolve, REMOVE_INTERVAL_MS));
    }
  }
}

/** Reports a step; a parent that was killed does not read it. */
async function acknowledge(): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode("done\n")).catch(() => {});
}

if (import.meta.main) {
  const start: BrokerStart = JSON.parse(Deno.args[0] ?? "");
  let limits: Limits = { readable: start.readable, addresses: new Set() };
  try {
    const listener = Deno.listen({ transport: "unix", path: start.socket });
    void serve(listener, () => limits);
    await acknowledge();
    for await (const line of readLines(Deno.stdin.readable)) {
      const addresses: string[] = JSON.parse(line);
      limits = { ...limits, addresses: new Set(addresses) };
      await acknowledge();
    }
  } finally {
    await remove(start.folder);
  }
  Deno.exit(0);
}
