/** Reads processes by `ps`, for machines without a readable /proc. */
import type { ProcessReading } from "./proc.ts";

/** Values from `ps`; its processor time is in whole seconds on Linux. */
type TableRow = Pick<ProcessReading, "cpu" | "memory">;

/** Parses the output of `ps -o pid=,rss=,time=` into a map by pid. Skips other lines. */
export function parsePs(text: string): Map<number, TableRow> {
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

/** Reads processes by `ps`, keyed by pid; skips those that have ended, and all if `ps` cannot be run. */
export async function readPs(
  pids: readonly number[],
): Promise<Map<number, ProcessReading>> {
  if (pids.length === 0) return new Map();
  const text = await runPs(["-o", "pid=,rss=,time=", "-p", pids.join(",")]);
  return new Map(
    [...parsePs(text)].map(([pid, row]) => [pid, {
      ...row,
      threads: null,
      openFiles: null,
      io: null,
      started: 0,
    }]),
  );
}

/** Returns true if `ps` can be run. */
export async function isPsAvailable(): Promise<boolean> {
  return (await readPs([Deno.pid])).size === 1;
}

async function runPs(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command("ps", {
      args: [...args],
      stderr: "null",
      // Avoids a decimal comma.
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
