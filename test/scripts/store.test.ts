/** deno task store: what a store that machines share holds, and its upkeep. */
import { expect, test } from "vitest";
import { loadStore } from "../../src/store/mod.ts";
import { needsDuckLake, withSettings } from "../testing/lakes.ts";
import { toTestRun, withTempFolder, writeTestRun } from "../testing/records.ts";
import { finish, startScript } from "./_scripts.ts";

const needs = needsDuckLake.missing ? test.skip : test;

needs(
  `store lists the snapshots, also for a program, and forgets old ones ${needsDuckLake.name}`,
  () =>
    withTempFolder(async (folder) => {
      const env = {
        LOADLINE_STORE: `ducklake:${folder}/catalogue.ducklake`,
        LOADLINE_STORE_DATA: `${folder}/tables/`,
      };
      for (const name of ["data", "tables"]) {
        await Deno.mkdir(`${folder}/${name}`);
      }
      await writeTestRun(`${folder}/data`, toTestRun("r1"));
      await withSettings(
        env,
        async () => {
          await loadStore(`${folder}/data`, env.LOADLINE_STORE);
        },
      );
      const listed = async (...args: string[]) => {
        const { stdout } = await finish(
          startScript("store", [...args, "--json"], env),
        );
        return JSON.parse(stdout).result.snapshots;
      };
      const before = await listed();
      expect(before[0]).toEqual({
        snapshot: 0,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      });
      expect(before.length).toBeGreaterThan(1);
      // The last snapshot is what the store holds: it stays.
      const after = await listed("--tidy", "--expire", "0", "--orphans");
      expect(after.length).toBeLessThan(before.length);
    }),
);

test("store says what an option needs, and what it works on", async () => {
  const { code, stderr } = await finish(
    startScript("store", [], { LOADLINE_STORE: "" }),
  );
  expect(code).toBe(2);
  expect(stderr).toContain("set LOADLINE_STORE to an address");
  const alone = await finish(
    startScript("store", ["--expire", "90"], {
      LOADLINE_STORE: "ducklake:catalogue.ducklake",
    }),
  );
  expect(alone.code).toBe(2);
  expect(alone.stderr).toContain("Cannot use --expire alone");
  const orphans = await finish(
    startScript("store", ["--orphans"], {
      LOADLINE_STORE: "ducklake:catalogue.ducklake",
    }),
  );
  expect(orphans.code).toBe(2);
  expect(orphans.stderr).toContain("Cannot use --orphans alone");
});
