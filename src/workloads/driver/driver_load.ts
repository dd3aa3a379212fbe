/** Drives the load by another program, and imports what it writes as rows of the run. */
import { compileText, type Json } from "../../lab/plan/template.ts";
import { ProcessProbe } from "../../lab/probes/process_probe.ts";
import { procUnavailableReason } from "../../lab/processes/proc.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessReading } from "../../lab/processes/proc.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { readProcessTree } from "../../lab/processes/process_tree.ts";
import type { RowReceivers } from "../../lab/recording/row_receivers.ts";
import type { Redact } from "../../lab/recording/redact.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { clockAhead, now, timestamp } from "../../lab/timing/wall_clock.ts";
import { type EventKind, type Source, toEvent } from "../../record/mod.ts";
import { fillProgram } from "../../systems/own/fill_program.ts";
import { leadWorkers } from "../distributed/lead_workers.ts";
import { readGroup } from "../distributed/read_group.ts";
import { type Driver, driverPlaceholders } from "./driver.ts";
import { DriverProcess } from "./driver_process.ts";
import { importResults } from "./import_results.ts";
import type { AppendRows } from "./result_rows.ts";

/** Name of its process, and of the file with what it writes to stderr. */
const NAME = "driver";

const GENERATOR = "generator" satisfies Source;

/** Runs a program with its standard output in a file; the program replaces the shell. */
const TO_FILE = 'out=$0; exec "$@" >"$out"';

const SAMPLE_INTERVAL_MS = 1000;

export interface DriverPlan {
  readonly run_id: string;
  readonly driver: Driver;
  readonly endpoints: readonly Endpoint[];
  /** Addresses of the nodes: `http://127.0.0.1:8080`. */
  readonly origins: readonly string[];
  /** Values of placeholders: settings, and secrets for the environment. */
  readonly values: Readonly<Record<string, Json>>;
  /** Seconds until the end of what is measured. */
  readonly seconds: number;
}

export interface DriverOptions
  extends Pick<RowReceivers, "onSamples" | "onEvents" | "onWarning"> {
  /** Owns the process; its folder holds the results until they are imported. */
  readonly processes: ProcessGroup;
  readonly append: AppendRows;
  /** Removes secrets from what the program wrote. */
  readonly redact: Redact;
  /** Aborts if the run is to end at once, without results. */
  readonly signal: AbortSignal;
  /** Tells the user what to do. */
  readonly onNotice: (text: string) => void;
  /** Called with the reason if the run is to fail although the program runs. */
  readonly onFailure: (reason: string) => void;
}

/** A driver that runs, and its workers. */
export type DriverLoad =
  & Pick<DriverProcess, "ended" | "stop">
  & AsyncDisposable;

/**
 * Starts the program, and waits for its workers if it has some. Its results are imported when it is stopped, which throws
 * Error if it failed or left none. Its processor time and memory, with those of its children, are samples of the generator.
 */
export async function startDriverLoad(
  { run_id, driver, endpoints, origins, values, seconds }: DriverPlan,
  driverOptions: DriverOptions,
): Promise<DriverLoad> {
  const { processes, signal, redact, append } = driverOptions;
  const { onWarning, onSamples, onEvents } = driverOptions;
  const base = `${processes.folder}/${NAME}-files`;
  const folder = `${base}/own`;
  await Deno.mkdir(folder, { recursive: true });
  const [first] = endpoints;
  const given: Record<(typeof driverPlaceholders)[number], Json> = {
    url: origins[0] ?? "",
    urls: origins.join(","),
    host: first?.host ?? "",
    port: first?.port ?? 0,
    ...{ folder, seconds },
  };
  const all = new Map([...Object.entries(values), ...Object.entries(given)]);
  const { command: own, ...options } = fillProgram(driver, all);
  const lead = driver.distributed === null
    ? null
    : await leadWorkers(driver.distributed, {
      ...{ ...driverOptions, run_id, folder: `${base}/workers`, values: all },
      ...{ cwd: options.cwd, env: options.env },
    });
  const command = [...own, ...lead?.arguments ?? []];
  const stdout = `${base}/stdout.txt`;
  const results = driver.results === ""
    ? stdout
    : compileText(driver.results)(all);
  const process = processes.spawn(
    NAME,
    driver.results === "" ? ["sh", "-c", TO_FILE, stdout, ...command] : command,
    { ...options, env: { ...options.env, ...lead?.env } },
  );
  const [startedAt, ahead] = [now(), clockAhead()];
  const emit = (kind: EventKind, detail: string, at = timestamp()) =>
    onEvents([toEvent({ run_id, at, kind, subject: GENERATOR, detail })]);
  emit(
    "configuration",
    command.join(" ").replaceAll(folder, "{folder}")
      .replaceAll(processes.folder, "{run}"),
  );
  const workers = await lead?.gather(process) ?? null;
  const began = timestamp();
  const knowsEnd = [...driver.command, ...Object.values(driver.env)]
    .some((text) => text.includes("{seconds}"));
  const load = new DriverProcess({
    ...{ driver, process, signal, onWarning },
    program: command[0] ?? "",
    endsAt: knowsEnd ? performance.now() + 1000 * seconds : null,
    async importResults() {
      const firstAt = await importResults(results, {
        ...{ run_id, driver, startedAt, ahead, redact, append, onWarning },
        record: `${base}/record`,
      });
      // A program takes a while until its first request.
      emit("load_started", "", firstAt ?? began);
      const failure = await workers?.finish() ?? "";
      if (failure !== "") throw new Error(failure);
    },
  });
  const sampling = startSampling(process, {
    ...{ run_id, onSamples, onWarning },
    read: workers === null ? readProcessTree : readGroup(() => workers.pids),
  });
  void load.ended.then((reason) => {
    clearInterval(sampling);
    emit("load_ended", redact(reason));
  });
  return {
    ended: load.ended,
    stop: () => load.stop(),
    async [Symbol.asyncDispose]() {
      await load[Symbol.asyncDispose]();
      await workers?.finish();
    },
  };
}

function startSampling(
  process: ManagedProcess,
  { run_id, onSamples, onWarning, read }:
    & {
      readonly run_id: string;
      readonly read: (pid: number) => ProcessReading | null;
    }
    & Pick<RowReceivers, "onSamples" | "onWarning">,
): ReturnType<typeof setInterval> {
  const probe = new ProcessProbe({ run_id, onWarning, read });
  const canSample = procUnavailableReason() === "";
  return setInterval(() => {
    const { pid } = process;
    if (canSample && pid !== null) {
      onSamples(probe.sample([{ name: GENERATOR, pid }]));
    }
  }, SAMPLE_INTERVAL_MS);
}
