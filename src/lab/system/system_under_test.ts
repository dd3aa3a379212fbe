/** What the lab asks of a system under test: start it, say when it is one cluster, and let it be disturbed. */
import type { Mode } from "../../record/mod.ts";
import type { ClientSpec, Endpoint } from "./client_spec.ts";
import type { Network } from "../network/network.ts";
import type { OwnedProcess } from "../processes/managed_process.ts";
import type { ProcessGroup } from "../processes/process_group.ts";
import type { Settings } from "../plan/settings.ts";
import type { TcpProxy } from "../network/tcp_proxy.ts";

/** A program that must be installed, and where it comes from. */
export interface Program {
  /** Names it goes by; the first one found is taken. */
  readonly names: readonly string[];
  /** Debian package. */
  readonly debianPackage: string;
}

export interface StartOptions {
  readonly nodes: number;
  /** Settings of the system's own, as given with `--set`; unknown keys are refused before. */
  readonly settings: Readonly<Record<string, string>>;
  /** Owns processes, ports and the temporary folder. */
  readonly processes: ProcessGroup;
  /** Where each node lives. */
  readonly network: Network;
  /** Whether peers must reach each other through a proxy each, which a fault can slow or cut. */
  readonly proxied: boolean;
  readonly signal: AbortSignal;
}

/** One kind of system; one file in `systems/` each. How it is started is between it and the procedures that drive it. */
export interface System {
  readonly name: string;
  readonly title: string;
  readonly mode: Mode;
  /** What must be installed; empty when we bring it ourselves. */
  readonly programs: readonly Program[];
  /** Settings of its own: key and what it means, with its default. */
  readonly settings: Readonly<Record<string, string>>;
  /** Those of `settings` that decide how it behaves: each run records them, and several values of one are an axis. */
  readonly parameters: Settings;
  /** Those of `settings` that are free text and tell cases apart, such as addresses: where given, they stand in case ids. */
  readonly identifying: readonly string[];
  /** Cluster sizes it can have with these settings; empty for any. Throws `UsageError` for settings it cannot have. */
  sizes(settings: Readonly<Record<string, string>>): readonly number[];
}

/** A system of nodes that hold keys and values together. */
export interface ClusterSystem extends System {
  /**
   * Starts all nodes and returns when they are one cluster that takes writes: healthy is not clustered. Throws an Error
   * with the last lines of a node's log when one ends, and `TimeoutError` when they do not get there in time.
   */
  start(options: StartOptions): Promise<Cluster>;
}

/** A started system. Its processes end with the `ProcessGroup` that owns them. */
export interface Cluster {
  /** As the system itself tells it. */
  readonly version: string;
  /** How clients talk to it: plain data, sent to load workers. */
  readonly client: ClientSpec;
  readonly nodes: readonly ClusterNode[];
  /** Name of the node that leads now; empty when there is none, or the system has no such thing. */
  leader(): Promise<string>;
  /** What a node tells of itself; never throws, and answers within a second. */
  health(node: ClusterNode): Promise<Health>;
  /** Whether a node has all that was acknowledged by the others; false while it cannot be asked. */
  caughtUp(node: ClusterNode): Promise<boolean>;
  /** How a node that lost its disk is replaced by an empty one; where that cannot be, the reason, as it reads after `as`. */
  readonly replacement: Replacement | string;
}

/** What becomes of a node whose disk is lost: nothing that it knew is used again, not even who it was. */
export interface Replacement {
  /** What to know of it in this system; empty for nothing. */
  readonly note: string;
  /** Removes all that a node kept, while it does not run. */
  wipe(node: ClusterNode): Promise<void>;
  /**
   * Starts a wiped node and has the others take it in, in place of the one they knew. It need not have caught up when this
   * returns. Throws `TimeoutError` when the others do not agree in time.
   */
  rejoin(node: ClusterNode): Promise<void>;
}

/** `up` is answering and part of the cluster, `alone` answering but without leader or peers, `down` not answering. */
export type Health = "up" | "alone" | "down";

export interface ClusterNode {
  /** `node-0`, `node-1` ... */
  readonly name: string;
  /** Where clients reach it. */
  readonly endpoint: Endpoint;
  /** Null for a system that somebody else started. */
  readonly process: OwnedProcess | null;
  /** URL of its metrics in the Prometheus text format; empty where it has none. */
  readonly metrics: string;
  /** What its peers reach it through; null unless proxied. */
  readonly link: TcpProxy | null;
}
