import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { processTree } from "../../../src/lab/processes/process_tree.ts";
import { toStoreControl } from "../../../src/systems/control_plane/store_control.ts";
import {
  type DatabaseKind,
  databaseKinds,
} from "../../../src/systems/databases/database_server.ts";
import {
  databasePrograms,
  startDatabase,
} from "../../../src/systems/databases/start_database.ts";
import { diagnosePrograms } from "../../../src/systems/support/find_program.ts";
import { withSettings } from "../../testing/lakes.ts";
import { isAlive, until } from "../../testing/processes.ts";
import { withTempFolder } from "../../testing/records.ts";

const packages: Readonly<Record<DatabaseKind, string>> = {
  postgresql: "postgresql",
  mariadb: "mariadb-server",
};

const { signal } = new AbortController();

const isMissing = (kind: DatabaseKind) =>
  diagnosePrograms({
    ...{ name: kind, title: kind, mode: "real", can: [], metricFamilies: [] },
    ...{ settings: {}, parameters: {}, identifying: [], sizes: () => [] },
    programs: databasePrograms(kind),
  }).some(({ result }) => result !== "pass");

for (const kind of databaseKinds) {
  test.skipIf(isMissing(kind))(
    `${kind} keeps its data when it is killed, can stand still, and leaves nothing (needs the package ${
      packages[kind]
    })`,
    async () => {
      const processes = await ProcessGroup.create();
      const { folder } = processes;
      let pid = 0;
      let children: readonly number[] = [];
      {
        await using _ = processes;
        const server = await startDatabase(kind, {
          ...{ processes, folder, maxConnections: 20, signal },
          settings: {},
        });
        expect(server.version).toMatch(/^\d+\.\d+/);
        await server.createDatabase("mine");
        const query = (sql: string) => server.query("mine", sql);
        await query("CREATE TABLE t (a INT, b VARCHAR(9))");
        await query("INSERT INTO t VALUES (1, 'x'), (2, 'y')");
        const store = toStoreControl({
          ...{ process: server.process, dependants: [] },
          ready: () => server.whenReady(signal),
          wipe: () => server.empty(),
        });
        await store.kill();
        await expect(query("SELECT 1")).rejects.toThrow("Cannot query");
        await store.start();
        expect(await query("SELECT a, b FROM t ORDER BY a")).toBe("1\tx\n2\ty");
        await expect(query("SELECT nothing")).rejects.toThrow("Cannot query");
        await store.pause();
        const answer = query("SELECT 1");
        const first = await Promise.race([
          answer,
          new Promise((resolve) => setTimeout(() => resolve("still"), 300)),
        ]);
        expect(first).toBe("still");
        store.resume();
        expect(await answer).toBe("1");
        await store.kill();
        await store.wipe?.();
        await store.start();
        await expect(query("SELECT a FROM t")).rejects.toThrow("Cannot query");
        pid = server.process.pid ?? 0;
        children = processTree(pid).slice(1);
        // Its end must not wait for what stands still.
        await store.pause();
      }
      expect(await isAlive(pid)).toBe(false);
      // What was killed takes a moment to end on a busy machine.
      await until("no process is left", async () => {
        const alive = await Promise.all(children.map(isAlive));
        return alive.every((isOne) => !isOne);
      });
      await expect(Deno.stat(folder)).rejects.toThrow(Deno.errors.NotFound);
    },
  );
}

test.skipIf(isMissing("mariadb"))(
  "mariadb starts where its account may not write to TMPDIR (needs the package mariadb-server)",
  () =>
    withTempFolder(async (folder) => {
      await Deno.chmod(folder, 0o711);
      await withSettings({ TMPDIR: folder }, async () => {
        await using processes = await ProcessGroup.create();
        const { version } = await startDatabase("mariadb", {
          ...{ processes, folder: processes.folder, signal },
          ...{ maxConnections: 20, settings: {} },
        });
        expect(version).toMatch(/^\d+\.\d+/);
      });
    }),
);
