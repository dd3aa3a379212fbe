/** Processes as `ps` tells of them: for machines whose /proc is missing or closed. */
import type { ProcessReading } from "./proc.ts";

/** What `ps` knows of a process; it counts processor time in whole seconds on Linux. */
type TableRow = Pick<ProcessReading, "cpu" | "memory">;

/** Reads the output of `ps -o pid=,rss=,time=`, by pid. Lines that are none of it are left out. */
export function parseTable(text: string): Map<number, TableRow> {
  const row =
    /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/;
  const rows = text.split("\n").map((line) => row.exec(line.trimEnd()) ?? []);
  return new Map(
    rows.filter(([line]) => line !== undefined).map((fields) => {
      const [pid = 0, kibibytes = 0, days = 0, hours = 0, minutes = 0, rest] =
        fields.slice(1).map((field) => Number(field ?? 0));
      const cpu = ((days * 24 + hours) * 60 + minutes) * 60 + (rest ?? 0);
      return [pid, { cpu, memory: kibibytes * 1024 }];
    }),
  );
}

/** Asks `ps` for some processes; those that are gone are left out, and all where it cannot be run. */
export async function readTable(
  pids: readonly number[],
): Promise<Map<number, ProcessReading>> {
  if (pids.length === 0) return new Map();
  const text = await ask(["-o", "pid=,rss=,time=", "-p", pids.join(",")]);
  return new Map(
    [...parseTable(text)].map(([pid, row]) => [pid, {
      ...row,
      threads: null,
      openFiles: null,
      io: null,
      started: 0,
    }]),
  );
}

/** Whether `ps` can be asked. */
export async function canReadTable(): Promise<boolean> {
  return (await readTable([Deno.pid])).size === 1;
}

async function ask(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command("ps", {
      args: [...args],
      stderr: "null",
      // A decimal comma would be none of a number.
      env: { LC_ALL: "C" },
    }).output();
    return new TextDecoder().decode(stdout);
  } catch (error) {
    const refused = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable ||
      error instanceof Deno.errors.PermissionDenied;
    if (!refused) throw error;
    return "";
  }
}
