/**
 * Systems, floor 3: what can be put under load, one file each. They are started, watched and ended the same way
 * (`lab/system.ts`).
 *
 * 1. `kv.ts`     our own small cluster, which needs nothing installed
 * 2. `etcd.ts`   processes of Debian's etcd
 * 3. `redis.ts`  processes of Debian's Redis, one or a cluster
 * 4. `http.ts`   a cluster that runs already
 * 5. `prometheus.ts`  Debian's Prometheus, with its targets (`scrape_targets.ts`) and those who query it (`promql_load.ts`)
 */
import type { Diagnosis } from "../lab/doctor.ts";
import type { System } from "../lab/system/system_under_test.ts";
import { nearest, UsageError } from "../record/mod.ts";
import { etcd } from "./etcd/etcd.ts";
import { http } from "./http/http.ts";
import { kv } from "./kv/kv.ts";
import { diagnosePrograms } from "./support/find_program.ts";
import { prometheus } from "./prometheus/prometheus.ts";
import { redis } from "./redis/redis.ts";

/** Every system that can be run on. */
export const systems: readonly System[] = [
  kv,
  etcd,
  redis,
  http,
  prometheus,
];

/** The system of that name. Throws `UsageError` with all names, and the one that was probably meant. */
export function toSystem(name: string): System {
  const found = systems.find((system) => system.name === name);
  if (found) return found;
  throw new UsageError(
    `Cannot run on '${name}' as ${
      nearest(name, systems.map(({ name }) => name))
    }`,
  );
}

/** Which programs of the systems are here, and how to get the others. */
export function examinePrograms(): Diagnosis[] {
  return systems.flatMap(diagnosePrograms);
}
