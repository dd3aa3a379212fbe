/** Starts the process of a forwarder that listens at one TCP port, on another port if a program has taken the first. */
import { listens } from "../../lab/processes/listens.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { shellLine } from "../../lab/processes/shell_quote.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { UsageError } from "../../record/mod.ts";
import type { ConfigurationFile, StartForwarderOptions } from "./forwarder.ts";

/** Loopback address at which every forwarder listens. */
const HOST = "127.0.0.1";

/** Another program may take a port after it was found free. */
const MAX_PORT_ATTEMPTS = 5;

/** A JVM on a busy machine takes the longest. */
const START_TIMEOUT_S = 120;

/** Folders of a forwarder, which exist. */
export interface ForwarderFolders {
  readonly folder: string;
  /** Inside `folder`. */
  readonly spool: string;
  /** Inside `spool`, one for the buffer of each sink, with its name; none where sinks share a buffer. */
  readonly sinkSpools: readonly string[];
}

/** What to start for one choice of port. */
export interface ListeningProgram {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Written to the forwarder's folder before the start. */
  readonly files: readonly ConfigurationFile[];
}

export interface Listening {
  readonly input: Endpoint;
  readonly process: ManagedProcess;
  readonly spool: string;
  /** Files and command, in which the run's folder reads `{folder}`. */
  readonly configuration: readonly ConfigurationFile[];
}

/**
 * Makes the folders of a forwarder, with one for the buffer of each of `buffered`. Throws `UsageError` if the run's
 * temporary folder has a name that no configuration file could quote.
 */
export async function makeFolders(
  { name, processes }: StartForwarderOptions,
  buffered: readonly Endpoint[] = [],
): Promise<ForwarderFolders> {
  const folder = `${processes.folder}/${name}`;
  const spool = `${folder}/spool`;
  const sinkSpools = buffered.map(({ name }) => `${spool}/${name}`);
  if (![folder, ...sinkSpools].every((path) => /^[\w./+@=-]+$/.test(path))) {
    throw new UsageError(
      `Cannot write the configuration of a forwarder as the folder for temporary files and the names of sinks may have letters, digits and ./+@=_- only: use another TMPDIR than '${processes.folder}'`,
    );
  }
  for (const path of [spool, ...sinkSpools]) {
    await Deno.mkdir(path, { recursive: true });
  }
  return { folder, spool, sinkSpools };
}

/**
 * Starts what `toProgram` returns for a free port and resolves once the process itself listens there. `isTaken` finds in
 * its log that the port was taken, for a program that stays up then. Throws an Error with the log tail if the process
 * ends, and `TimeoutError`.
 */
export async function startListening(
  options: StartForwarderOptions,
  folders: ForwarderFolders,
  { title, toProgram, isTaken }: {
    readonly title: string;
    readonly toProgram: (port: number) => ListeningProgram;
    readonly isTaken: (log: string) => boolean;
  },
): Promise<Listening> {
  const { name, processes } = options;
  const { folder, spool } = folders;
  for (let attempt = 1;; attempt++) {
    const port = processes.freePort();
    const { command, env, files } = toProgram(port);
    for (const { name, text } of files) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const words = [...toWrapper(options, folders), ...command];
    // A name of its own, as the log of an attempt that failed must not be read as that of the next one.
    const process = processes.spawn(
      attempt === 1 ? name : `${name}-attempt-${attempt}`,
      words,
      { env },
    );
    if (await isListening(process, port, { title, isTaken, ...options })) {
      return {
        ...{ process, spool, input: { name, host: HOST, port } },
        configuration: [
          ...files,
          { name: "command", text: shellLine(words) },
        ].map(({ name, text }) => ({
          name,
          text: text.replaceAll(processes.folder, "{folder}"),
        })),
      };
    }
    await process.kill();
    if (attempt === MAX_PORT_ATTEMPTS) {
      throw new Error(
        `Cannot start ${title} as each of ${MAX_PORT_ATTEMPTS} ports was taken by another program: ${await process
          .logTail()}`,
      );
    }
  }
}

/** Returns the words before the command. A small disk is empty, so that the folders in it are made again. */
function toWrapper(
  { wrapper }: StartForwarderOptions,
  { spool, sinkSpools }: ForwarderFolders,
): string[] {
  if (wrapper.length === 0) return [];
  const makeSpools = `mkdir -p ${sinkSpools.join(" ")} && exec "$0" "$@"`;
  return [
    ...wrapper.map((word) => word.replaceAll("{spool}", spool)),
    ...sinkSpools.length === 0 ? [] : ["sh", "-c", makeSpools],
  ];
}

/** Resolves to true once the process listens, to false if its port is taken, even if it ended for that. */
async function isListening(
  process: ManagedProcess,
  port: number,
  { title, isTaken, signal }: {
    readonly title: string;
    readonly isTaken: (log: string) => boolean;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  let taken = false;
  await waitUntil(async () => {
    const log = await Deno.readTextFile(process.log).catch(() => "");
    taken = isTaken(log);
    return taken || (process.pid !== null && await listens(process.pid, port));
  }, {
    timeout: START_TIMEOUT_S,
    signal,
    what: `${title} to listen`,
    processes: [process],
  }).catch(async (error) => {
    taken = isTaken(await Deno.readTextFile(process.log).catch(() => ""));
    if (!taken) throw error;
  });
  return !taken;
}
