/**
 * Configurations of Locket, the BBS and the auctioneer, as JSON. Values that are not ours are the defaults of diego-release's
 * jobs, so that the components do what they do in production; keys are those of the components' own configurations.
 */
import type { DatabaseServer } from "../../databases/database_server.ts";
import type { IdentityFiles } from "../clients/tls_identity.ts";
import type { ComponentName } from "./components.ts";

/** Where the components listen. */
export interface ComponentPorts {
  readonly bbs: number;
  readonly bbsHealth: number;
  readonly locket: number;
  readonly auctioneer: number;
  readonly loggregator: number;
}

export interface ConfigOptions {
  readonly ports: ComponentPorts;
  readonly certificates: IdentityFiles;
  readonly database: Pick<
    DatabaseServer,
    "kind" | "host" | "port" | "user" | "password"
  >;
  /** Level of the logs: `info`, or `error`. */
  readonly logLevel: string;
  /** Connections of the BBS to its database; Locket has as many. */
  readonly databaseConnections: number;
  /** Seconds from one convergence to the next. */
  readonly convergence: number;
  /** Requests of the auctioneer to cells at once. */
  readonly auctionWorkers: number;
}

/** Names of the databases. */
export const databaseNames = { bbs: "diego", locket: "locket" } as const;

const HOST = "127.0.0.1";

/** Returns the configurations by the names of the components. */
export function toConfigs(options: ConfigOptions) {
  const { ports, certificates, databaseConnections } = options;
  const { ca, cert, key } = certificates;
  const locketClient = {
    locket_address: `${HOST}:${ports.locket}`,
    locket_ca_cert_file: ca,
    locket_client_cert_file: cert,
    locket_client_key_file: key,
    locket_client_keepalive_time: 10,
    locket_client_keepalive_timeout: 22,
  };
  const rep = { rep_ca_cert: ca, rep_client_cert: cert, rep_client_key: key };
  const toShared = (name: ComponentName) => ({
    log_level: options.logLevel,
    time_format: "rfc3339",
    report_interval: "1m",
    loggregator: {
      loggregator_use_v2_api: true,
      loggregator_api_port: ports.loggregator,
      loggregator_ca_path: ca,
      loggregator_cert_path: cert,
      loggregator_key_path: key,
      loggregator_job_origin: name,
      loggregator_source_id: name,
    },
  });
  return {
    locket: {
      ...{ ...toShared("locket") },
      ...toDatabase(options, databaseNames.locket),
      listen_address: `${HOST}:${ports.locket}`,
      ca_file: ca,
      cert_file: cert,
      key_file: key,
      max_open_database_connections: databaseConnections,
      max_database_connection_lifetime: "1h",
    },
    bbs: {
      ...{ ...toShared("bbs"), ...locketClient, ...rep },
      ...toDatabase(options, databaseNames.bbs),
      session_name: "bbs",
      uuid: "loadline-bbs",
      listen_address: `${HOST}:${ports.bbs}`,
      health_address: `${HOST}:${ports.bbsHealth}`,
      advertise_url: `https://${HOST}:${ports.bbs}`,
      ca_file: ca,
      cert_file: cert,
      key_file: key,
      require_ssl: true,
      auctioneer_address: `https://${HOST}:${ports.auctioneer}`,
      auctioneer_ca_cert: ca,
      auctioneer_client_cert: cert,
      auctioneer_client_key: key,
      auctioneer_require_tls: true,
      rep_client_session_cache_size: 4096,
      rep_require_tls: true,
      communication_timeout: "10s",
      desired_lrp_creation_timeout: "1m",
      lock_ttl: "15s",
      lock_retry_interval: "5s",
      convergence_workers: 20,
      update_workers: 1000,
      task_callback_workers: 1000,
      converge_repeat_interval: `${options.convergence}s`,
      kick_task_duration: "30s",
      expire_completed_task_duration: "2m",
      expire_pending_task_duration: "30m",
      max_task_retries: 3,
      max_open_database_connections: databaseConnections,
      max_idle_database_connections: databaseConnections,
      max_database_connection_lifetime: "1h",
      db_connection_timeout: "10s",
      // Starts that change nothing, of every instance in every bulk loop, are no lines of the log.
      debug_lrp_start_heartbeats: true,
      active_key_label: "run",
      encryption_keys: { run: "loadline" },
      advanced_metrics: {},
    },
    auctioneer: {
      ...{ ...toShared("auctioneer"), ...locketClient, ...rep },
      uuid: "loadline-auctioneer",
      listen_address: `${HOST}:${ports.auctioneer}`,
      ca_cert_file: ca,
      server_cert_file: cert,
      server_key_file: key,
      bbs_address: `https://${HOST}:${ports.bbs}`,
      bbs_ca_cert_file: ca,
      bbs_client_cert_file: cert,
      bbs_client_key_file: key,
      communication_timeout: "10s",
      cell_state_timeout: "10s",
      lock_ttl: "15s",
      lock_retry_interval: "5s",
      auction_runner_workers: options.auctionWorkers,
      starting_container_weight: 0.25,
      rep_client_session_cache_size: 4096,
      rep_require_tls: true,
    },
  };
}

function toDatabase(
  { database: { kind, host, port, user, password } }: ConfigOptions,
  name: string,
) {
  return kind === "postgresql"
    ? {
      database_driver: "postgres",
      database_connection_string:
        `postgres://${user}:${password}@${host}:${port}/${name}?sslmode=disable`,
    }
    : {
      database_driver: "mysql",
      database_connection_string:
        `${user}:${password}@tcp(${host}:${port})/${name}`,
    };
}
