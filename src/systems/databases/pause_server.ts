/** Lets a database server stand still: all of its processes, as those of PostgreSQL are in groups of their own. */
import type { DatabaseServer } from "./database_server.ts";

/** Stops all processes (SIGSTOP); the function that it returns lets them go on. A server that has ended is left alone. */
export async function pauseServer(
  { process }: Pick<DatabaseServer, "process">,
): Promise<() => void> {
  const { pid } = process;
  if (pid === null) return () => {};
  const pids = [pid, ...await findChildren(pid)];
  for (const each of pids) send(each, "SIGSTOP");
  return () => {
    for (const each of pids) send(each, "SIGCONT");
  };
}

/** Returns the processes that a process has started. */
export async function findChildren(pid: number): Promise<number[]> {
  const folder = `/proc/${pid}/task`;
  const threads = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  const lists = await Promise.all(
    threads.map(({ name }) =>
      Deno.readTextFile(`${folder}/${name}/children`).catch(() => "")
    ),
  );
  return lists.flatMap((list) =>
    list.split(/\s+/).filter((text) => text !== "").map(Number)
  );
}

function send(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
