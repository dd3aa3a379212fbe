import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { makeCertificates } from "../../../src/systems/diego/components/certificates.ts";
import { startComponents } from "../../../src/systems/diego/components/start_components.ts";
import { diego } from "../../../src/systems/diego/diego.ts";
import type {
  AppSpec,
  Platform,
  PlatformEvent,
} from "../../../src/systems/platform/platform.ts";
import { until } from "../../testing/processes.ts";
import { findProgram, needsDiego } from "../../testing/programs.ts";
import { withPlatformRun } from "../../testing/platform_trials.ts";

const testDiego = test.skipIf(needsDiego.missing);
const needs = needsDiego.name;

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Cells that are quick. */
const quick = {
  ...{ create: "0.05", boot: "0.05", bulk_loop: "3", sync: "2" },
  ...{ convergence: "3", presence_ttl: "3" },
};

const app: AppSpec = {
  ...{ name: "web", kind: "web", instances: 4, logRate: 0, crashAfter: null },
  ...{ memory: 128 * MIB, disk: 128 * MIB },
};

async function startDiego(
  processes: ProcessGroup,
  { cells, settings = {} }: {
    readonly cells: number;
    readonly settings?: Readonly<Record<string, string>>;
  },
): Promise<Platform> {
  return await diego.start({
    ...{ cells, cellMemory: 2 * GIB, cellDisk: 8 * GIB, seed: 1 },
    ...{ startedAt: Date.now(), logs: true, processes },
    settings: { ...quick, ...settings },
    signal: new AbortController().signal,
  });
}

const limits = { timeout: 60, signal: new AbortController().signal };

test("without the programs, a run is skipped by their names", async () => {
  await using processes = await ProcessGroup.create();
  const path = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", "/nowhere");
  try {
    await expect(startDiego(processes, { cells: 1 })).rejects.toThrow(
      UnavailableError,
    );
    await expect(startDiego(processes, { cells: 1 })).rejects.toThrow(
      "Cannot find locket, bbs, auctioneer as no Debian package has them",
    );
  } finally {
    Deno.env.set("PATH", path);
  }
});

testDiego(`a smoke run does each thing ${needs}`, async () => {
  await withPlatformRun("platform-smoke/quick", {
    system: diego,
    settings: quick,
  }, async ({ run, lines }) => {
    expect(run.status).toBe("ok");
    expect(
      await lines(
        "SELECT kind, outcome, count(*) FROM operations WHERE kind <> 'lrp' GROUP BY ALL ORDER BY ALL",
      ),
    ).toEqual([
      "push ok 4",
      "remove ok 4",
      "scale ok 2",
      "start ok 4",
      "task ok 3",
    ]);
    // What only the components' own logs tell.
    expect(
      await lines(
        "SELECT DISTINCT stage FROM stages WHERE stage = 'Claim-Request-Received'",
      ),
    ).toHaveLength(1);
  });
});

testDiego(
  `instances of a dead cell run elsewhere, and a lost store is filled again ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    await using platform = await startDiego(processes, { cells: 2 });
    const events: PlatformEvent[] = [];
    using _watch = platform.watch?.((event) => void events.push(event));
    const { start } = await platform.push(app, limits);
    expect(start.outcome).toBe("ok");
    const [dead = ""] = await platform.killCells?.(1) ?? [];
    const running = async (isThere: (cell: string) => boolean) =>
      (await platform.instances()).filter(({ state, cell }) =>
        state === "running" && isThere(cell)
      ).length;
    await until(
      "all run on the other cell",
      async () => await running((cell) => cell !== dead) === app.instances,
    );
    const told = events.flatMap((event) =>
      event.kind === "cell" ? [event.state] : []
    );
    expect(told).toEqual(["dead", "missing"]);
    await platform.restoreCells?.([dead]);
    await platform.wipeStore?.("total", 2);
    await until(
      "the store is restored",
      () => events.some((e) => e.kind === "store" && e.state === "restored"),
    );
    await until(
      "all run again",
      async () => await running(() => true).catch(() => 0) === app.instances,
    );
    const removed = await platform.remove?.(app.name, limits);
    expect(removed?.outcome).toBe("ok");
  },
);

testDiego(
  `a running one is used by its addresses, and left without what was pushed ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const { signal } = new AbortController();
    const components = await startComponents({
      ...{ processes, folder: processes.folder, signal },
      ...{ database: "postgresql", logLevel: "error" },
      ...{ databaseConnections: 20, convergence: 3, auctionWorkers: 10 },
    });
    const { bbs, locket, certificates } = components;
    const addresses = {
      bbs: `${bbs.host}:${bbs.port}`,
      locket: `${locket.host}:${locket.port}`,
    };
    {
      await using own = await ProcessGroup.create();
      await using platform = await startDiego(own, {
        ...{ cells: 1, settings: { ...addresses, ...certificates } },
      });
      expect(platform.cutStore).toBeNull();
      const { start } = await platform.push(app, limits);
      expect(start.outcome).toBe("ok");
    }
    const count = "SELECT count(*) FROM desired_lrps";
    expect(await components.database.query("diego", count)).toBe("0");
    await using own = await ProcessGroup.create();
    const other = await makeCertificates(`${own.folder}/other`);
    await expect(
      startDiego(own, { cells: 1, settings: { ...addresses, ...other } }),
    ).rejects.toThrow("as it does not answer");
  },
);

testDiego(`an application with too little room says so ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  await using platform = await startDiego(processes, { cells: 1 });
  const large = { ...app, memory: 4 * GIB, instances: 1 };
  const { push, start } = await platform.push(large, { ...limits, timeout: 4 });
  expect(push.outcome).toBe("ok");
  expect(start).toMatchObject({
    ...{ outcome: "timeout", code: "insufficient-resources" },
  });
});

test.skipIf(needsDiego.missing || findProgram("mariadbd") === null)(
  `it runs on MariaDB as well ${needs} (and mariadb-server)`,
  async () => {
    await using processes = await ProcessGroup.create();
    await using platform = await startDiego(processes, {
      cells: 1,
      settings: { database: "mariadb" },
    });
    expect(platform.version).toMatch(/mariadb \d+\./);
    const { start } = await platform.push(app, limits);
    expect(start.outcome).toBe("ok");
  },
);
