import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { requireAllowedServers } from "../../../src/systems/databases/allowed_servers.ts";
import { databaseKinds } from "../../../src/systems/databases/database_server.ts";
import { startDatabase } from "../../../src/systems/databases/start_database.ts";
import { mariadb } from "../../../src/systems/mariadb/mariadb.ts";
import { postgresql } from "../../../src/systems/postgresql/postgresql.ts";
import { diagnosePrograms } from "../../../src/systems/support/find_program.ts";
import { withControlPlane } from "../../testing/control_planes.ts";
import { withPlatformRun } from "../../testing/platform_trials.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { requireSound, RUN_STALL_MS } from "../../testing/sound_runs.ts";
import { withSettings } from "../../testing/lakes.ts";

const { signal } = new AbortController();

const systems = { postgresql, mariadb } as const;

/** Names of the databases of runs, on a server. */
const ofRuns = {
  postgresql:
    "SELECT datname FROM pg_database WHERE datname LIKE 'loadline%run%'",
  mariadb:
    "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'loadline%run%'",
} as const;

for (const kind of databaseKinds) {
  const system = systems[kind];
  const lacks = diagnosePrograms(system).filter(({ result }) =>
    result !== "pass"
  );
  test.skipIf(lacks.length > 0)(
    `a run on somebody's ${kind} makes a database of its own, drops it, and records nobody's password ${
      lacks.map(({ remedy }) => `(needs: ${remedy})`).join(" ")
    }`,
    async () => {
      await using processes = await ProcessGroup.create();
      const server = await startDatabase(kind, {
        ...{ processes, folder: processes.folder, signal },
        ...{ maxConnections: 60, settings: {} },
      });
      const address = `127.0.0.1:${server.port}`;
      const maintenance = kind === "postgresql" ? "postgres" : "mysql";
      const left = () => server.query(maintenance, ofRuns[kind]);
      const as = (password: string, act: () => Promise<void>) =>
        withSettings({
          LOADLINE_DATABASE_USER: server.user,
          LOADLINE_DATABASE_PASSWORD: password,
        }, act);

      await as(
        server.password,
        () =>
          whileQuiet(
            RUN_STALL_MS,
            () =>
              withPlatformRun("control-plane/smoke", {
                ...{ system, settings: { address } },
                set: { duration: 1 },
              }, async ({ run, lines }) => {
                requireSound(run);
                expect(run.notes).toBe("");
                expect(run.system_version).toBe(server.version);
                expect(JSON.stringify(run)).not.toContain(server.password);
                expect(
                  await lines(`
              SELECT DISTINCT metric FROM samples WHERE samples.source = 'store' ORDER BY ALL`),
                ).toEqual(["actual_lrps", "desired_lrps", "size"]);
              }),
          ),
      );
      expect(await left()).toBe("");

      const settings = { address };
      await as(
        "not the password",
        () =>
          expect(
            withControlPlane(system, () => Promise.resolve(), { settings }),
          )
            .rejects.toThrow(UnavailableError),
      );
      await as(
        server.password,
        () =>
          withControlPlane(system, async (plane) => {
            expect(await left()).toMatch(/^loadline_run_[0-9a-f]+$/);
            // Nobody lets somebody else's server fail.
            expect([plane.store, plane.components]).toEqual([null, []]);
          }, { settings }),
      );
      expect(await left()).toBe("");
    },
  );
}

test("requireAllowedServers() asks for the host of a server by address, also of this machine", () => {
  const settings = { address: "127.0.0.1:5432" };
  const chosen = [{ system: { name: "postgresql" }, settings }];
  expect(() => requireAllowedServers(chosen, [])).toThrow(
    /--allow-remote 127\.0\.0\.1$/,
  );
  requireAllowedServers(chosen, ["127.0.0.1"]);
  requireAllowedServers([{ system: { name: "postgresql" }, settings: {} }], []);
});

test("settings of an address that one cannot have are refused", () => {
  const refuse = (settings: Readonly<Record<string, string>>) =>
    expect(() => postgresql.sizes(settings)).toThrow(UsageError);
  refuse({ address: "db.example" });
  refuse({ address: "db.example:5432", tls: "perhaps" });
  refuse({ address: "db.example:5432", fsync: "off" });
  expect(postgresql.sizes({ address: "db.example:5432", tls: "on" }))
    .toEqual([]);
});
