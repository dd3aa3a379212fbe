/** What every store does, whatever it is: the same calls, refusals, loops, changes and faults. */
import { describe, expect, test } from "vitest";
import type { Layout } from "../../../src/systems/control_plane/client_spec.ts";
import type {
  CellClient,
  ControlPlaneClient,
  ControlPlaneEvent,
  ControlPlaneSystem,
} from "../../../src/systems/control_plane/control_plane.ts";
import { etcd } from "../../../src/systems/etcd/etcd.ts";
import { mariadb } from "../../../src/systems/mariadb/mariadb.ts";
import { postgresql } from "../../../src/systems/postgresql/postgresql.ts";
import { sqlite } from "../../../src/systems/sqlite/sqlite.ts";
import { diagnosePrograms } from "../../../src/systems/support/find_program.ts";
import { connectControlPlane } from "../../../src/workloads/control_plane/connect_client.ts";
import { until } from "../../testing/clusters.ts";
import {
  toResult,
  toTestLrp,
  withControlPlane,
} from "../../testing/control_planes.ts";

const stores: readonly ControlPlaneSystem[] = [
  ...[sqlite, etcd, postgresql, mariadb],
];

/** With indexes, all that a store does; without, what etcd and SQLite read in another way. SQL servers differ by an index only. */
const cases = stores.flatMap((system) =>
  (["indexed", "plain"] as const)
    .filter((layout) =>
      layout === "indexed" || system === sqlite || system === etcd
    ).map((layout): [string, ControlPlaneSystem, Layout] => [
      `${system.name}, ${layout}`,
      system,
      layout,
    ])
);

function cellsOf({ cell }: ControlPlaneClient): CellClient {
  if (cell === null) throw new TypeError("A store has no cells of its own");
  return cell;
}

const first = { guid: "lrp-a", index: 0 };

describe.each(cases)("%s", (_, system, layout) => {
  const lacks = diagnosePrograms(system).filter(({ result }) =>
    result !== "pass"
  );
  const testStore = test.skipIf(lacks.length > 0);
  const needs = lacks.map(({ remedy }) => `(needs: ${remedy})`).join(" ");

  testStore(
    `keeps the records of LRPs and cells, refuses what does not fit, and comes back from kill, pause and wipe ${needs}`,
    () =>
      withControlPlane(system, async (plane, client) => {
        const cell = cellsOf(client);
        await using impatient = await connectControlPlane(plane.client, {
          ...{ connections: 1, timeout: 2, bulkTimeout: 30 },
        });
        const other = cellsOf(impatient);
        const untilOtherTells = (name: string, seconds: number) =>
          until(`${name} to be present for ${seconds} s`, async () =>
            (await other.present(name, seconds)).outcome === "ok");
        const seeded = ["lrp-b", "lrp-c", "lrp-d"].map((guid) => ({
          ...{ lrp: toTestLrp(guid), cell: "cell-0001" },
        }));
        expect(
          toResult(
            await client.seed?.(seeded) ?? await client.desire(toTestLrp("x")),
          ),
        )
          .toBe("ok");

        // Desires, and what is refused; who subscribes later is told nothing of what was seeded.
        const told: ControlPlaneEvent[] = [];
        const subscription = await client.watch?.({
          onEvent: (event) =>
            void told.push(event),
          onLost: () => {},
        });

        expect(toResult(await client.desire(toTestLrp("lrp-a", 2)))).toBe("ok");
        expect(toResult(await client.desire(toTestLrp("lrp-a"))))
          .toBe("failed conflict");
        expect(toResult(await client.remove("lrp-none")))
          .toBe("failed missing");

        // An instance through its states, and its cell's view.
        const steps = [
          ["ok", () => cell.claim(first, "cell-0000", "")],
          ["failed conflict", () => cell.claim(first, "cell-0001", "")],
          ["failed conflict", () => cell.start(first, "cell-0001")],
          ["ok", () => cell.start(first, "cell-0000")],
          ["failed conflict", () => cell.crash(first, "cell-0001")],
          ["ok", () => cell.crash(first, "cell-0000")],
          ["ok", () => cell.claim(first, "cell-0001", "")],
          ["failed conflict", () => cell.fail(first, "cell-0000", "no room")],
          ["ok", () => cell.fail(first, "cell-0001", "no 'room'")],
          ["ok", () => cell.claim(first, "cell-0000", "")],
          ["ok", () => cell.start(first, "cell-0000")],
        ] as const;
        for (const [i, [expected, step]] of steps.entries()) {
          expect([i, toResult(await step())]).toEqual([i, expected]);
        }
        const own = await cell.fetch("cell-0000");
        expect(own.value).toEqual([{
          ...first,
          ...{ state: "running", cell: "cell-0000", crashes: 1 },
          since: expect.any(Number),
        }]);
        expect(Math.abs(Date.now() - (own.value?.[0]?.since ?? 0)))
          .toBeLessThan(60_000);
        // A cell records what it runs, even where there is no record.
        const orphan = { guid: "lrp-e", index: 0 };
        expect(toResult(await cell.start(orphan, "cell-0001"))).toBe("ok");
        expect(
          (await cell.fetch("cell-0001")).value?.map(({ guid }) => guid)
            .toSorted(),
        )
          .toEqual(["lrp-b", "lrp-c", "lrp-d", "lrp-e"]);

        // What loops ask.
        expect((await client.fetchRoutes()).value)
          .toEqual({ desired: 4, actual: 6 });
        expect((await client.fetchDesired()).value?.guids.toSorted())
          .toEqual(["lrp-a", "lrp-b", "lrp-c", "lrp-d"]);
        expect(await plane.size?.()).toEqual({
          ...{ desired: 4, actual: 6, bytes: expect.any(Number) },
        });

        // Presences, and what convergence makes of one that lapses.
        await cell.present("cell-0000", 600);
        await cell.present("cell-0001", 600);
        expect((await client.fetchCells()).value?.toSorted())
          .toEqual(["cell-0000", "cell-0001"]);
        expect((await client.converge?.())?.value).toEqual({
          lost: [],
          waiting: [expect.objectContaining({
            ...{ guid: "lrp-a", index: 1, state: "unclaimed", cell: "" },
          })],
        });
        // By another client, as one that has told of a cell goes on as it began.
        await untilOtherTells("cell-0001", 1);
        await until("the presence to lapse", async () =>
          (await client.fetchCells()).value?.join() === "cell-0000");
        const found = (await client.converge?.())?.value;
        expect(
          found?.lost.map(({ guid }) =>
            guid
          ).toSorted(),
        )
          .toEqual(["lrp-b", "lrp-c", "lrp-d", "lrp-e"]);
        expect(found?.waiting).toHaveLength(1);
        const lost = { guid: "lrp-b", index: 0 };
        expect(toResult(await cell.claim(lost, "cell-0000", "cell-0001")))
          .toBe("ok");
        expect(toResult(await cell.start(lost, "cell-0001")))
          .toBe("failed conflict");

        // Removal, and all that was told.
        expect(toResult(await client.remove("lrp-c"))).toBe("ok");
        expect((await client.fetchRoutes()).value)
          .toEqual({ desired: 3, actual: 5 });
        if (subscription) {
          await until("all changes to be told", () =>
            Promise.resolve(told.at(-1)?.kind === "removed"));
          expect(
            told.map(({ kind, guid, index }) =>
              `${kind} ${guid}/${index}`
            )
              .toSorted(),
          )
            .toEqual([
              "claimed lrp-a/0",
              "claimed lrp-a/0",
              "claimed lrp-a/0",
              "claimed lrp-b/0",
              "crashed lrp-a/0",
              "desired lrp-a/0",
              "desired lrp-a/1",
              "removed lrp-c/0",
              "running lrp-a/0",
              "running lrp-a/0",
              "running lrp-e/0",
            ]);
          await subscription[Symbol.asyncDispose]();
        }
        if (layout === "plain") {
          return;
        }

        // Faults: what was acknowledged outlives a kill, and nothing a wipe.
        const { store } = plane;
        if (store === null) throw new TypeError("A store of ours can fail");
        await store.kill();
        expect((await client.fetchDesired()).outcome).toBe("refused");
        await store.start();
        const after = await client.fetchDesired();
        expect(after.value?.desired).toBe(3);
        await untilOtherTells("cell-0000", 600);
        await store.pause();
        expect((await other.present("cell-0000", 600)).outcome).toBe("timeout");
        store.resume();
        await until("the store to answer again", async () =>
          (await cell.present("cell-0000", 600)).outcome === "ok");
        await store.kill();
        await store.wipe?.();
        await store.start();
        expect((await client.fetchRoutes()).value)
          .toEqual({ desired: 0, actual: 0 });
        expect(toResult(await client.desire(toTestLrp("lrp-a")))).toBe("ok");
      }, { layout }),
  );
});
