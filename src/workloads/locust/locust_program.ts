/** Finds Locust (https://locust.io), and builds its command line for each version. */
import { runProgram } from "../../lab/processes/run_program.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import type { LocustKinds } from "./locust_operations.ts";
import { findProgram } from "../../systems/support/find_program.ts";

const program = { names: ["locust"], debianPackage: "python3-locust" };

/** Oldest version that the locustfile was tried with, that of Debian 12. */
const MIN_VERSION = [2, 12] as const;

/** First version with `--json-file`. */
const JSON_FILE_VERSION = [2, 37] as const;

/** Timeout of `--version`, which loads the whole program. */
const VERSION_TIMEOUT_S = 60;

/** Timeout of a master for the start of its workers. */
const WORKERS_TIMEOUT_S = 100;

export interface Locust {
  readonly path: string;
  /** Empty if neither Locust nor Debian's package states it. */
  readonly version: string;
}

/** Finds Locust on PATH. Throws `UnavailableError` if there is none, or it is too old. */
export async function findLocust(
  { signal }: { readonly signal: AbortSignal },
): Promise<Locust> {
  const path = findProgram(program);
  const output = await readOutput([path, "--version"], signal);
  // Debian's 2.12.1 prints `locust` alone.
  const version = /^locust (\d\S*)/.exec(output)?.[1] ??
    await readOutput(
      ["dpkg-query", "--show", "--showformat=${Version}", "python3-locust"],
      signal,
    );
  if (version !== "" && !isAtLeast(version, MIN_VERSION)) {
    throw new UnavailableError(
      `Cannot drive queries by Locust ${version} as it must be ${
        MIN_VERSION.join(".")
      } or later: ${path}`,
    );
  }
  return { path, version };
}

export interface LocustRunOptions {
  /** Path of the locustfile. */
  readonly file: string;
  /** Path prefix of Locust's own result files. */
  readonly results: string;
  /** Base URL of the server under test. */
  readonly url: string;
  readonly kinds: LocustKinds;
}

/** A master, which listens for its workers at a port of this machine. */
export interface LocustMaster {
  readonly port: number;
  readonly workers: number;
}

/** Returns the command of the master, or, if `master` is null, of the single process. */
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
    ...isAtLeast(version, JSON_FILE_VERSION) ? ["--json-file", results] : [],
    ...master
      ? [
        ...["--master", "--master-bind-host", "127.0.0.1"],
        ...["--master-bind-port", String(master.port)],
        ...["--expect-workers", String(master.workers)],
        ...["--expect-workers-max-wait", String(WORKERS_TIMEOUT_S)],
      ]
      : [],
    ...Object.keys(kinds),
  ];
}

/** Returns the command of a worker. */
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

/** Returns true for a version of at least `major.minor`; false for an unknown one. */
function isAtLeast(
  version: string,
  [major, minor]: readonly [number, number],
): boolean {
  const [, actualMajor, actualMinor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(actualMajor) > major ||
    Number(actualMajor) === major && Number(actualMinor) >= minor;
}

/** Returns the trimmed output of a command; empty if the program is missing or fails. */
async function readOutput(
  command: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const timeout = VERSION_TIMEOUT_S;
  const result = await runProgram(command, { signal, timeout });
  return result?.code === 0 ? result.stdout.trim() : "";
}
