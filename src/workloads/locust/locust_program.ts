/** Finding Locust (https://locust.io), and how its versions are told to run. */
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import type { LocustKinds } from "./locust_operations.ts";
import { findProgram } from "../../systems/support/find_program.ts";

const program = { names: ["locust"], debianPackage: "python3-locust" };

/** The first version that our locustfile was tried with, which is that of Debian 12. */
const OLDEST = [2, 12] as const;

/** The first with `--json-file`. */
const JSON_FILE = [2, 37] as const;

/** Seconds that it gets to say its version, as it loads all of itself before. */
const ANSWER = 30;

/** Seconds that a master waits for its workers. */
const GATHER = 30;

export interface Locust {
  readonly path: string;
  /** Empty when neither it nor Debian's package tells. */
  readonly version: string;
}

/** The Locust on PATH. Throws `UnavailableError` when there is none, or one that is too old. */
export async function findLocust(
  { signal }: { readonly signal: AbortSignal },
): Promise<Locust> {
  const path = findProgram(program);
  const said = await ask([path, "--version"], signal);
  // Debian's 2.12.1 says `locust` alone.
  const version = /^locust (\d\S*)/.exec(said)?.[1] ??
    await ask(
      ["dpkg-query", "--show", "--showformat=${Version}", "python3-locust"],
      signal,
    );
  if (version !== "" && !isFrom(version, OLDEST)) {
    throw new UnavailableError(
      `Cannot drive queries by Locust ${version} as it must be ${
        OLDEST.join(".")
      } or later: ${path}`,
    );
  }
  return { path, version };
}

export interface LocustRunOptions {
  /** Path of our locustfile. */
  readonly file: string;
  /** What the names of its own results begin with. */
  readonly results: string;
  /** Of the server that is queried. */
  readonly url: string;
  readonly kinds: LocustKinds;
}

/** Where a master listens for its workers; null for one process that does all. */
export interface LocustMaster {
  readonly port: number;
  readonly workers: number;
}

/** The command of the process that starts the users, itself or in workers, and counts. */
export function locustCommand(
  { path, version }: Locust,
  { file, results, url, kinds }: LocustRunOptions,
  master: LocustMaster | null,
): readonly string[] {
  const users = Object.values(kinds)
    .reduce((sum, { phases }) => sum + phases.length, 0);
  return [
    ...[path, "--locustfile", file, "--host", url],
    ...["--headless", "--only-summary", "--loglevel", "WARNING"],
    ...["--users", String(users), "--spawn-rate", String(users)],
    ...["--csv", results],
    ...isFrom(version, JSON_FILE) ? ["--json-file", results] : [],
    ...master
      ? [
        ...["--master", "--master-bind-host", "127.0.0.1"],
        ...["--master-bind-port", String(master.port)],
        ...["--expect-workers", String(master.workers)],
        ...["--expect-workers-max-wait", String(GATHER)],
      ]
      : [],
    ...Object.keys(kinds),
  ];
}

/** The command of a worker of a master at a port of this machine. */
export function locustWorkerCommand(
  { path }: Locust,
  { file, kinds }: LocustRunOptions,
  { port }: LocustMaster,
): readonly string[] {
  return [
    ...[path, "--locustfile", file, "--worker", "--loglevel", "WARNING"],
    ...["--master-host", "127.0.0.1", "--master-port", String(port)],
    ...Object.keys(kinds),
  ];
}

/** Whether a version is one or later; an unknown one is not. */
function isFrom(
  version: string,
  [major, minor]: readonly [number, number],
): boolean {
  const [, ours, its] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(ours) > major || Number(ours) === major && Number(its) >= minor;
}

/** What a command prints, at its end trimmed; empty when there is no such program, or it fails. */
async function ask(
  [program = "", ...args]: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args,
      stdin: "null",
      stderr: "null",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER * 1000)]),
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
