/** deno task store */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import { UsageError } from "../src/record/mod.ts";
import { withAttached } from "../src/store/file/attach.ts";
import {
  isLake,
  STORE_SETTING,
  storeAddress,
} from "../src/store/lake/lake_url.ts";
import { listSnapshots, tidyLake } from "../src/store/lake/tidy_lake.ts";
import { main, paths, printable } from "./_main.ts";

main(async () => {
  const program = new Command("deno task store")
    .description(
      "List the snapshots of a store that machines share, or look after it.",
    )
    .option("--tidy", "merge small files, and remove those that none needs")
    .option(
      "--expire <days>",
      "with --tidy, forget snapshots that are older",
    )
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { tidy = false, expire } = program.opts();
  const path = storeAddress(paths.runs);
  if (!isLake(path)) {
    throw new UsageError(
      `Cannot list snapshots as the store is the file ${path}: set ${STORE_SETTING} to an address such as ducklake:postgres:dbname=loadline`,
    );
  }
  const expireDays = toDays(expire);
  if (tidy) {
    await withAttached(
      path,
      "write",
      (connection) => tidyLake(connection, { expireDays }),
    );
  }
  const snapshots = await withAttached(path, "read", listSnapshots);
  for (const { snapshot, at } of snapshots) {
    console.log(printable(`${snapshot}  ${at}`));
  }
  return 0;
});

/** Reads a number of days; null without one. */
function toDays(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError(
    `Cannot read --expire as it must be whole days: current value is '${text}'`,
  );
}
