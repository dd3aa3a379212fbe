/** Command lines of a distributed Locust: of its master, and of workers here and elsewhere. */
import { shellLine } from "../../lab/processes/shell_quote.ts";
import { type Distributed, workerCount } from "./distributed.ts";

/** Name of the file that workers run. */
export const LOCUSTFILE = "loadline_locustfile.py";

/** Environment variable with the name that the lab gives a worker. */
export const WORKER_ENV_VAR = "LOADLINE_WORKER";

/** Where a worker finds the master. */
export interface MasterAddress {
  readonly host: string;
  readonly port: number;
}

/** Returns the arguments that make a Locust the master, which runs `file`. */
export function masterArguments(
  distributed: Distributed,
  { file, port }: { readonly file: string; readonly port: number },
): string[] {
  const { bind, join_timeout } = distributed;
  return [
    ...["--locustfile", file, "--headless", "--master"],
    ...["--master-bind-host", bind, "--master-bind-port", String(port)],
    ...["--expect-workers", String(workerCount(distributed))],
    ...["--expect-workers-max-wait", String(Math.ceil(join_timeout))],
  ];
}

/** Returns the command of a worker that runs `file`. */
export function workerCommand(
  program: readonly string[],
  file: string,
  { host, port }: MasterAddress,
): string[] {
  return [
    ...[...program, "--locustfile", file, "--worker"],
    ...["--master-host", host, "--master-port", String(port)],
  ];
}

/**
 * Returns the command that starts a worker by a command such as `ssh load-1`, which takes a line for the shell there. The
 * file of the worker is its standard input; it is removed there when the worker has ended.
 */
export function remoteCommand(
  remote: readonly string[],
  { name, file, program, master }: {
    /** Name of the worker. */
    readonly name: string;
    /** Path here of the file that it runs. */
    readonly file: string;
    readonly program: readonly string[];
    readonly master: MasterAddress;
  },
): string[] {
  const script = [
    `folder=$(mktemp -d) || exit 1`,
    `trap 'rm -rf "$folder"' EXIT`,
    `trap 'exit 1' HUP INT TERM`,
    `cat >"$folder/${LOCUSTFILE}" || exit 1`,
    `export ${WORKER_ENV_VAR}=${name}`,
    // The only word with a variable: it is not quoted as the others are.
    shellLine(workerCommand(program, LOCUSTFILE, master))
      .replace(LOCUSTFILE, () => `"$folder/${LOCUSTFILE}"`),
  ].join("\n");
  return [
    ...["sh", "-c", 'exec "$@" <"$0"', file],
    // Whatever shell the user has there.
    ...[...remote, shellLine(["sh", "-c", script])],
  ];
}
