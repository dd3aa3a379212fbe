/**
 * Systems under test, a folder each. All implement the same interface (`lab/system/system_under_test.ts`).
 *
 * - `kv/`          an embedded cluster, which needs nothing installed
 * - `etcd/`, `redis/`, `prometheus/`, `loki/`  processes of installed servers
 * - `http/`        a cluster that is already running
 * - `control_plane/`  the interface of a control plane
 * - `sqlite/`      an embedded store of a control plane, which needs nothing installed
 * - `databases/`   PostgreSQL and MariaDB, started for a run
 * - `postgresql/`, `mariadb/`  servers of SQL, as the store of a control plane
 * - `own/`         a system that a user declares: processes to start, or endpoints that already run
 * - `targets/`     what a Prometheus scrapes
 * - `forwarders/`  forwarders of metric lines; `embedded` needs nothing installed
 * - `sinks/`       what counts the lines behind a forwarder
 * - `platform/`    the interface of a container platform
 * - `simulator/`   a simulated container platform, in virtual time
 * - `diego/`       a Diego: its real control plane, with simulated cells
 * - `cf/`          a Cloud Foundry that is already running, by its command line
 * - `kubernetes/`  a Kubernetes control plane with simulated nodes, or a cluster that is already running
 * - `support/`     programs, settings and HTTP calls that systems share
 */
import type { Diagnosis } from "../lab/doctor.ts";
import { missingCapability } from "../lab/plan/capability.ts";
import type { Experiment } from "../lab/plan/experiment.ts";
import type { System } from "../lab/system/system_under_test.ts";
import { findSystem } from "./choose_systems.ts";
import { cf } from "./cf/cf.ts";
import { diego } from "./diego/diego.ts";
import { etcd } from "./etcd/etcd.ts";
import { carbonCRelay } from "./forwarders/carbon_c_relay/carbon_c_relay.ts";
import { direct } from "./forwarders/direct.ts";
import { embedded } from "./forwarders/embedded.ts";
import { flume } from "./forwarders/flume/flume.ts";
import { kafka } from "./forwarders/kafka/kafka.ts";
import { nats } from "./forwarders/nats/nats.ts";
import { rsyslog } from "./forwarders/rsyslog/rsyslog.ts";
import { syslogNg } from "./forwarders/syslog_ng/syslog_ng.ts";
import { http } from "./http/http.ts";
import { kubernetes } from "./kubernetes/kubernetes.ts";
import { kv } from "./kv/kv.ts";
import { mariadb } from "./mariadb/mariadb.ts";
import { postgresql } from "./postgresql/postgresql.ts";
import { diagnosePrograms } from "./support/find_program.ts";
import { simulator } from "./simulator/simulator.ts";
import { prometheus } from "./prometheus/prometheus.ts";
import { redis } from "./redis/redis.ts";
import { sqlite } from "./sqlite/sqlite.ts";

/** All systems under test. */
export const systems: readonly System[] = [
  kv,
  sqlite,
  etcd,
  postgresql,
  mariadb,
  redis,
  http,
  prometheus,
  embedded,
  rsyslog,
  syslogNg,
  carbonCRelay,
  direct,
  nats,
  kafka,
  flume,
  simulator,
  cf,
  diego,
  kubernetes,
];

/** Finds a system by name. Throws `UsageError` with all names and the nearest one if there is no such system. */
export function toSystem(name: string): System {
  return findSystem(name, systems);
}

/** Returns the systems with all capabilities that an experiment requires; the first is its default. */
export function systemsFor(
  { requires }: Pick<Experiment, "requires">,
): readonly System[] {
  return systems.filter((system) => missingCapability(system, requires) === "");
}

/** Reports which programs of the systems are installed, and how to install the others. */
export function examinePrograms(): Diagnosis[] {
  return systems.flatMap(diagnosePrograms);
}
