/** The interface of a system under test: its capabilities, start and cluster state, and the hooks that faults need. */
import type { Mode } from "../../record/mod.ts";
import type { ClientSpec, Endpoint } from "./client_spec.ts";
import type { Network } from "../network/network.ts";
import type { NodeProcess } from "../processes/node_process.ts";
import type { ProcessGroup } from "../processes/process_group.ts";
import type { Capability } from "../plan/capability.ts";
import type { Settings } from "../plan/settings.ts";
import type { TcpProxy } from "../network/tcp_proxy.ts";

/** A program that must be installed, and its package. */
export interface Program {
  /** Alternative names of the executable; the first one found is used. */
  readonly names: readonly string[];
  /** Debian package; empty for a program that none has. */
  readonly debianPackage: string;
}

/** A tool that runs on Java: a folder holds its jars. */
export interface JavaTool {
  /** Key of the setting that names the folder, and of the folder in `optional/` that tells how to get them: `kafka`. */
  readonly name: string;
  readonly title: string;
  /** Name of the jar without which a folder is not the right one. */
  readonly jar: RegExp;
}

export interface StartOptions {
  readonly nodes: number;
  /** The system's own settings, as given with `--set`; unknown keys were rejected before. */
  readonly settings: Readonly<Record<string, string>>;
  /** Owns processes, ports and the temporary folder. */
  readonly processes: ProcessGroup;
  readonly network: Network;
  /** True if peers must reach each node through a proxy of its own; only for a system that can `proxies`. */
  readonly proxied: boolean;
  readonly signal: AbortSignal;
}

/** One kind of system; one file in `systems/` each. Procedures require the subtype they can start and drive. */
export interface System {
  readonly name: string;
  readonly title: string;
  readonly mode: Mode;
  /** Capabilities; a run that requires another one is skipped. */
  readonly can: readonly Capability[];
  /**
   * Metric families of its nodes to record, which show whether it has a leader, keeps up with its writes, and fills its
   * disk; a name that ends in `_` is a prefix. Families that a node does not have are skipped.
   */
  readonly metricFamilies: readonly string[];
  /** Programs and jars that must be installed; empty for a system that is part of this project. */
  readonly programs: readonly (Program | JavaTool)[];
  /** The system's own settings: key, and meaning with default. */
  readonly settings: Readonly<Record<string, string>>;
  /** Settings that change its behaviour: every run records them, and several values of one form an axis. */
  readonly parameters: Settings;
  /** Keys of free-text settings that distinguish cases, such as addresses; case ids include those given. */
  readonly identifying: readonly string[];
  /** Returns the cluster sizes possible with these settings; empty = any. Throws `UsageError` for invalid settings. */
  sizes(settings: Readonly<Record<string, string>>): readonly number[];
}

/** A key-value store of several nodes. */
export interface ClusterSystem extends System {
  /**
   * Starts all nodes and resolves when they form a cluster that accepts writes, as healthy nodes need not have joined.
   * Throws an Error with the log tail if a node exits, `TimeoutError` if the cluster does not form in time.
   */
  start(options: StartOptions): Promise<Cluster>;
}

/** A started key-value store. */
export interface Cluster extends NodeGroup {
  /** Protocol and requests of its clients, as plain data for load workers. */
  readonly client: ClientSpec;
}

/** A started system. Its processes end with the `ProcessGroup` that owns them. */
export interface NodeGroup {
  /** Version that the system itself reports. */
  readonly version: string;
  readonly nodes: readonly ClusterNode[];
  /** Returns the name of the current leader, empty if there is none; null for a cluster that never has a leader. */
  readonly leader: (() => Promise<string>) | null;
  /** Returns the health that a node reports; never throws, and resolves within a second. */
  health(node: ClusterNode): Promise<Health>;
  /**
   * Returns true if a node has all writes that the others acknowledged; false while it does not respond. Null for a
   * system that does not tell.
   */
  readonly caughtUp: ((node: ClusterNode) => Promise<boolean>) | null;
  /** Replaces a node that lost its disk; where this cluster cannot, the reason, as it reads after `as`. */
  readonly replacement: Replacement | string;
}

/** Replaces a node after data loss: it rejoins with an empty data directory and a new member ID. */
export interface Replacement {
  /** Remark about replacement in this system; empty for none. */
  readonly note: string;
  /** Removes all data of a stopped node. */
  wipe(node: ClusterNode): Promise<void>;
  /**
   * Starts a wiped node and makes the others accept it as replacement. It need not have caught up when this resolves.
   * Throws `TimeoutError` if the others do not agree in time.
   */
  rejoin(node: ClusterNode): Promise<void>;
}

/** `up`: responds and is part of the cluster; `alone`: responds, but has no leader or peers; `down`: no response. */
export type Health = "up" | "alone" | "down";

export interface ClusterNode {
  /** `node-0`, `node-1` ... */
  readonly name: string;
  /** Address for clients. */
  readonly endpoint: Endpoint;
  /** Null for an external system, which Loadline did not start. */
  readonly process: NodeProcess | null;
  /** URL of its metrics in the Prometheus text format; empty for none. */
  readonly metrics: string;
  /** Proxy through which its peers reach it; null unless proxied. */
  readonly peerProxy: TcpProxy | null;
}
