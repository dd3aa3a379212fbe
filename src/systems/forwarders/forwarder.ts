/** The interface of a metric forwarder: lines in by TCP, to every sink or to one of a cluster, with a buffer for each. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import type { System } from "../../lab/system/system_under_test.ts";

/** How a forwarder distributes lines: all of them to every sink, or each of them to one sink of a cluster. */
export type Topology = "fan-out" | "cluster";

/** What a forwarder does with new lines once the buffer of a sink is full. */
export type AtCap = "drop" | "block";

/** What a forwarder must do in a run; each tool writes its configuration from it. */
export interface Forwarding {
  readonly topology: Topology;
  /** Sinks by TCP, one line after the other, ended by a line feed. Those of a cluster may have to share a port. */
  readonly sinks: readonly Endpoint[];
  /** Maximum size of the buffer on disk, in bytes: of each sink, or of all together where `perSink` is false. */
  readonly bufferCap: number;
  readonly atCap: AtCap;
}

/** Seconds that a forwarder may take from SIGTERM to its exit; rsyslog takes 5 with a full buffer. */
export const STOP_TIMEOUT_S = 15;

/** Counters of a forwarder that has none. */
export const NO_COUNTERS: LineCounters = {
  queued: null,
  sent: null,
  dropped: null,
};

export interface StartForwarderOptions {
  /** Prefix of the names of its processes and of its folder, unique in a run: `forwarder`, `hop-1`. */
  readonly name: string;
  readonly forwarding: Forwarding;
  /** The system's own settings, as given with `--set`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Owns processes, ports and the temporary folder. */
  readonly processes: ProcessGroup;
  /**
   * Words before the command of the process that has the buffer, such as those that put it on a small disk; empty for
   * none. `{spool}` in them stands for `Forwarder.spool`.
   */
  readonly wrapper: readonly string[];
  readonly signal: AbortSignal;
}

/** A kind of metric forwarder; one file in this folder each. */
export interface ForwarderSystem extends System {
  /** What its buffer is: `none` forwards or drops at once. */
  readonly buffer: "disk" | "memory" | "none";
  /** Whether each sink has a buffer and a cap of its own. */
  readonly perSink: boolean;
  /** Whether a process of ours stands around it, as it does not speak lines by TCP itself. */
  readonly hasAdapter: boolean;
  /** What it can do at its cap; the first is what a run uses unless it asks for the other. */
  readonly atCap: readonly AtCap[];
  /**
   * Starts it and resolves once it listens; the caller proves by a marker line that lines reach every sink. Throws
   * `UnavailableError` if it is not installed, an Error with the log tail if a process ends, `TimeoutError`.
   */
  start(options: StartForwarderOptions): Promise<Forwarder>;
}

/** A started forwarder. Its processes end with the `ProcessGroup` that owns them. */
export interface Forwarder {
  /** Version that the tool itself reports, with the number of the adapter around it. */
  readonly version: string;
  /** Where lines are sent; several for the harness's own limit, which has no forwarder and sends to each sink. */
  readonly inputs: readonly Endpoint[];
  /** All its processes, to be sampled; adapters are named `<name>-adapter`. */
  readonly processes: readonly ManagedProcess[];
  /**
   * The process that holds the buffer, which the attribute `restart` stops and starts with its command; null for no
   * forwarder. After SIGTERM it may take `STOP_TIMEOUT_S` to write its buffer to disk.
   */
  readonly main: ManagedProcess | null;
  /**
   * Folder with its buffer on disk, whose size is sampled; empty for none. The buffer of a sink, where each has its own,
   * is what `findSinkSpool()` finds in it.
   */
  readonly spool: string;
  /** Its configuration files and commands in full; the run's folder reads `{folder}` in them. */
  readonly configuration: readonly ConfigurationFile[];
  /** Settings away from the tool's defaults that a result rests on, each with its reason. */
  readonly remarks: readonly string[];
  /** Reads its own counters; null for a tool without any. Never throws: a counter that it cannot read is null. */
  readonly counters: (() => Promise<ForwarderCounters>) | null;
  /** Who counts: the tool itself, or the adapter around it, of what the tool has told it. */
  readonly countedBy: "forwarder" | "adapter";
  /** Seconds after the last line until its counters tell of all lines. */
  readonly countersLag: number;
}

/** A configuration file, or a command line with the name `command`. */
export interface ConfigurationFile {
  readonly name: string;
  readonly text: string;
}

/** A forwarder's own counters. They are compared with the sinks, never trusted. */
export interface ForwarderCounters {
  /** In the order of the sinks. */
  readonly sinks: readonly LineCounters[];
  /** Of a buffer that all sinks share; all null where there is none. */
  readonly shared: LineCounters;
}

/** Counters in lines; null for one that the forwarder does not have. */
export interface LineCounters {
  /** Lines in the buffer. */
  readonly queued: number | null;
  /** Lines that it says it delivered, since its start. */
  readonly sent: number | null;
  /** Lines that it says it dropped, since its start. */
  readonly dropped: number | null;
}
