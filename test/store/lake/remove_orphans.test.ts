/** What loads leave beside the tables of a shared store. */
import { expect, test } from "vitest";
import { withAttached } from "../../../src/store/file/attach.ts";
import { removeOrphans } from "../../../src/store/lake/remove_orphans.ts";
import { atSnapshot, loadStore, Store } from "../../../src/store/mod.ts";
import { needsDuckLake, withSettings } from "../../testing/lakes.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

async function write(data: string, id: string, operations: number) {
  await writeTestRun(data, toTestRun(id), {
    operations: Array.from(
      { length: operations },
      (_, i) => toTestOperation(id, { operation_id: String(i) }),
    ),
  });
}

async function operations(path: string): Promise<unknown> {
  using store = await Store.open(path);
  const { rows } = await store.rows("SELECT count(*) AS n FROM operations");
  return rows.map(({ n }) => n);
}

test.skipIf(needsDuckLake.missing)(
  `removeOrphans() removes old files that no snapshot has, and no others ${needsDuckLake.name}`,
  () =>
    withTempFolder(async (folder) => {
      const [data, tables] = [`${folder}/data`, `${folder}/tables`];
      const lake = `ducklake:${folder}/catalogue.ducklake`;
      await withSettings({ LOADLINE_STORE_DATA: `${tables}/` }, async () => {
        const remove = (before: number) =>
          withAttached(
            lake,
            "write",
            (connection) => removeOrphans(connection, new Date(before)),
          );
        const later = Date.now() + 3_600_000;
        for (const path of [data, tables]) await Deno.mkdir(path);
        // One is linked, and one is written for it.
        await write(data, "r1", 1000);
        await write(data, "r2", 600);
        const { snapshot } = await loadStore(data, lake);
        await Deno.remove(`${data}/kv`, { recursive: true });
        await write(data, "r3", 700);
        await loadStore(data, lake);
        const left = [
          "main/operations/ducklake-019aa0ff-0000-7000-8000-000000000000.parquet",
          "records/operations/0123456789abcdef-01234567.parquet",
        ];
        const other = `${tables}/records/operations/mine.parquet`;
        for (const name of ["main", "records"]) {
          await Deno.mkdir(`${tables}/${name}/operations`, { recursive: true });
        }
        for (const name of left) {
          await Deno.writeTextFile(`${tables}/${name}`, "cut sho");
        }
        await Deno.writeTextFile(other, "of somebody");

        // A load that goes on may have made them.
        expect(await remove(Date.now() - 3_600_000)).toBe(0);
        expect(await remove(later)).toBe(left.length);
        expect(await Deno.readTextFile(other)).toBe("of somebody");
        expect(await operations(lake)).toEqual([700]);
        expect(await operations(atSnapshot(lake, snapshot ?? 0)))
          .toEqual([1600]);
      });
    }),
);
