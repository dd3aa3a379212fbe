/** A simulated platform for tests, the push mix of the plan of 2015, and clients that push several applications at once. */
import type {
  AppKind,
  AppSpec,
  Platform,
  PlatformEvent,
  PushResult,
} from "../../../src/systems/platform/platform.ts";
import { startSimulator } from "../../../src/systems/simulator/simulator.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Never aborted. */
export const signal = new AbortController().signal;

/** Limits that no test reaches. */
export const limits = { timeout: 3600, signal };

/** Starts a platform with cells of 32 GiB. */
export function start(
  cells: number,
  { seed = 1, lager = "off" }: { seed?: number; lager?: string } = {},
): Platform {
  return startSimulator({
    ...{ cells, seed, settings: { lager }, logs: false },
    cellMemory: 32 * GIB,
    cellDisk: 200 * GIB,
    startedAt: Date.UTC(2016, 7, 18),
  });
}

/** An application of one kind. */
export function app(
  name: string,
  kind: AppKind = "hello",
  { instances = 1, memory = 128 }: { instances?: number; memory?: number } = {},
): AppSpec {
  return {
    ...{ name, kind, instances, logRate: 0 },
    memory: memory * MIB,
    disk: GIB,
    crashAfter: kind === "crashing" ? 30 : null,
  };
}

/** The mix of that plan for `cells` cells, `factor` times. */
export function mix(cells: number, factor = 1): AppSpec[] {
  const kinds = [
    ["hello", 54, 1, 128],
    ["microservice", 12, 2, 512],
    ["web", 2, 4, 1024],
    ["crashing", 10, 1, 128],
  ] as const;
  return kinds.flatMap(([kind, count, instances, memory]) =>
    Array.from(
      { length: Math.round(count * cells * factor) },
      (_, i) => app(`${kind}-${i}`, kind, { instances, memory }),
    )
  );
}

/** Pushes applications, `parallel` at once. */
export async function pushAll(
  platform: Platform,
  apps: readonly AppSpec[],
  parallel: number,
): Promise<PushResult[]> {
  const results: PushResult[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: parallel }, async () => {
    for (let i = next++; i < apps.length; i = next++) {
      results[i] = await platform.push(apps[i]!, limits);
    }
  }));
  return results;
}

/** Collects all events from now on. */
export function collect(platform: Platform): PlatformEvent[] {
  const events: PlatformEvent[] = [];
  platform.watch?.((event) => events.push(event));
  return events;
}

/** Counts instances by a property. */
export async function countBy(
  platform: Platform,
  key: "state" | "cell",
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const instance of await platform.instances()) {
    counts[instance[key]] = (counts[instance[key]] ?? 0) + 1;
  }
  return counts;
}
