/** Starts counting sinks (`process/main.ts`), a Deno process each, with permissions for its ports and files only. */
import type { Sink } from "../../lab/lines/sink.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { packageFreeProgram } from "../../lab/processes/package_free_program.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { readState, writeControl } from "./process/sink_files.ts";

/** Timeout until a sink listens; a busy machine takes seconds to start Deno. */
const START_TIMEOUT_S = 60;

/** Timeout until a running sink has changed its mode; one that is paused never does. */
const MODE_TIMEOUT_S = 30;

const MAIN = new URL("./process/main.ts", import.meta.url);

export interface SinkSpec {
  /** Name of its process, unique in the run: `sink-1`, `hop-2`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Where it passes lines on; null for nowhere. */
  readonly next: Endpoint | null;
}

export interface StartSinksOptions {
  readonly sinks: readonly SinkSpec[];
  /** Bytes per second that a slow sink reads, over all of its connections. */
  readonly slowRate: number;
  readonly signal: AbortSignal;
}

/** Returns sinks with a free port each, named `<prefix>-1` and so on. */
export function separateSinks(
  processes: Pick<ProcessGroup, "freePort">,
  { prefix = "sink", count }: {
    readonly prefix?: string;
    readonly count: number;
  },
): SinkSpec[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${prefix}-${i + 1}`,
    host: "127.0.0.1",
    port: processes.freePort(),
    next: null,
  }));
}

/** Returns the sinks of a cluster, with one port on 127.0.0.1, 127.0.0.2 and so on, named `sink-1` and so on. */
export function clusterSinks(
  processes: Pick<ProcessGroup, "freePort">,
  count: number,
): SinkSpec[] {
  const port = processes.freePort();
  return Array.from({ length: count }, (_, i) => ({
    name: `sink-${i + 1}`,
    host: `127.0.0.${i + 1}`,
    port,
    next: null,
  }));
}

/**
 * Starts sinks, and returns them in order when each of them listens. Throws an Error with the tail of the log if a
 * process ends, as it does if its port is taken, and `TimeoutError`.
 */
export async function startSinks(
  processes: ProcessGroup,
  { sinks, slowRate, signal }: StartSinksOptions,
): Promise<Sink[]> {
  const owned = sinks.map((sink) => ({
    sink,
    process: processes.spawn(sink.name, toCommand(sink, slowRate), {
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    }),
  }));
  const started = owned.map(({ process }) => process);
  await waitUntil(
    () => Promise.resolve(started.every(listens(processes.folder))),
    {
      timeout: START_TIMEOUT_S,
      signal,
      what: `${sinks.length} sinks`,
      processes: started,
    },
  );
  return owned.map(({ sink: { name, host, port }, process }) => ({
    name,
    endpoint: { name, host, port },
    process,
    journal: `${processes.folder}/${name}.arrivals`,
    setMode: async (mode) => {
      await writeControl(`${processes.folder}/${name}.mode`, mode);
      await waitUntil(
        () =>
          Promise.resolve(
            process.pid === null ||
              readState(`${processes.folder}/${name}.state`)?.mode === mode,
          ),
        {
          timeout: MODE_TIMEOUT_S,
          signal: AbortSignal.any([]),
          what: `${name} to ${mode}`,
          processes: [],
        },
      );
    },
  }));
}

/** Waits until a sink that was started again listens. Throws like `startSinks()`. */
export async function waitForSink(
  { name, process }: Pick<Sink, "name" | "process">,
  { folder, signal }: {
    readonly folder: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  await waitUntil(() => Promise.resolve(listens(folder)(process)), {
    timeout: START_TIMEOUT_S,
    signal,
    what: name,
    processes: [process],
  });
}

/** Returns whether the present process of a sink has told its mode. */
function listens(folder: string): (process: ManagedProcess) => boolean {
  return ({ name, pid }) =>
    pid !== null && readState(`${folder}/${name}.state`)?.pid === pid;
}

function toCommand(
  { name, host, port, next }: SinkSpec,
  slowRate: number,
): readonly string[] {
  const [journal, control] = [`${name}.arrivals`, `${name}.mode`];
  const state = `${name}.state`;
  const listen = `${host}:${port}`;
  const pass = next === null ? [] : [`${next.host}:${next.port}`];
  return [
    ...packageFreeProgram(),
    `--allow-net=${[listen, ...pass].join(",")}`,
    `--allow-read=${journal},${control}`,
    `--allow-write=${journal},${state}`,
    ...[decodeURIComponent(MAIN.pathname), "--listen", listen],
    ...["--journal", journal, "--control", control, "--state", state],
    ...["--slow", String(slowRate)],
    ...pass.flatMap((address) => ["--pass", address]),
  ];
}
