/** Starts a Diego as a platform. */
import type { Platform, StartPlatformOptions } from "../platform/platform.ts";
import { toCellFaults } from "./cell_faults.ts";
import { mergeLogs } from "./component_log.ts";
import { toDiegoPlatform } from "./diego_platform.ts";
import { describeDiego } from "./diego_remarks.ts";
import { startSampler } from "./diego_samples.ts";
import { openSession } from "./diego_session.ts";
import { startDiego } from "./start_diego.ts";
import { type StoreFaults, toStoreFaults } from "./store_faults.ts";

/** Containers of a cell: the default of diego-release. */
const CONTAINERS = 250;

/** Starts it, and resolves once its cells are present and its events are followed. */
export async function startPlatform(
  options: StartPlatformOptions,
): Promise<Platform> {
  await using owned = new AsyncDisposableStack();
  const started = await startDiego(
    {
      ...{ ...options, containers: CONTAINERS },
      folder: options.processes.folder,
    },
    owned,
  );
  const { values, components, cells, processes } = started;
  let storeFaults: StoreFaults | null = null;
  // After the session, whose end is what they wait for.
  owned.defer(async () => await storeFaults?.ended());
  const session = owned.use(
    await openSession({
      ...{ address: started.bbs, identity: started.identity },
      ...{ domain: started.domain, sync: values.sync },
      starting: options.signal,
    }),
  );
  storeFaults = components && toStoreFaults(session, components.database);
  return toDiegoPlatform(session, {
    version: started.version,
    cells: cells.names,
    remarks: describeDiego(values, {
      cells: options.cells,
      processes: cells.processes.length,
      isOwn: components !== null,
    }),
    samples: startSampler({
      ...{ cells, signal: session.signal },
      processes: () => processes,
      metrics: components?.metrics ?? null,
    }),
    logs: components && options.logs
      ? () =>
        mergeLogs(Object.values(components.processes).map(({ log }) => log))
      : null,
    cellFaults: toCellFaults(session, { cells, seed: options.seed }),
    storeFaults,
    cleansUp: components === null,
    owned: owned.move(),
  });
}
