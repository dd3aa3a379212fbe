/** A database server that a run starts for itself: PostgreSQL or MariaDB, on loopback, in the temporary folder of the run. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";

/** Kinds of database servers, by the names of the systems. */
export const databaseKinds = ["postgresql", "mariadb"] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

/** A started server. It ends with the `ProcessGroup` that owns it. */
export interface DatabaseServer {
  readonly kind: DatabaseKind;
  /** As the server reports it. */
  readonly version: string;
  readonly host: string;
  readonly port: number;
  /** May do everything; made for this run. */
  readonly user: string;
  readonly password: string;
  /** Killed and started again as it is: its data stay. */
  readonly process: ManagedProcess;
  /** Folder of its data. */
  readonly data: string;
  /** Creates an empty database; its name must be made of letters and `_`. */
  createDatabase(name: string): Promise<void>;
  /**
   * Runs SQL with the command line client of the server, and returns the rows: a line each, columns separated by tabs.
   * Throws an Error with what the client said.
   */
  query(database: string, sql: string): Promise<string>;
  /** Removes all data of the killed server: it starts as on a new machine, with the same account. */
  empty(): Promise<void>;
  /** Resolves once it answers, after its start. Throws `TimeoutError`, and an Error with the log tail if it has ended. */
  whenReady(signal: AbortSignal): Promise<void>;
}

export interface StartDatabaseOptions {
  readonly processes: ProcessGroup;
  /** Where it keeps its data, in a folder of its own. */
  readonly folder: string;
  readonly maxConnections: number;
  /** Further settings of the server, by its own names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}
