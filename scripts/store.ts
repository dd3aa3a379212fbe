/** deno task store */
import { Command } from "commander";
import { counted, UsageError } from "../src/record/mod.ts";
import { withAttached } from "../src/store/file/attach.ts";
import {
  isLake,
  STORE_SETTING,
  storeAddress,
} from "../src/store/lake/lake_url.ts";
import { listSnapshots, tidyLake } from "../src/store/lake/tidy_lake.ts";
import { toWhole } from "./_amounts.ts";
import { jsonOption, main, paths, printable, say } from "./_main.ts";

/** Some two hundred years. */
const MAX_DAYS = 99_999;

main(async () => {
  const program = new Command("deno task store")
    .description(
      "List the snapshots of a store that machines share, or compact it.",
    )
    .option(
      "--tidy",
      "merge small files, and remove those that no snapshot needs",
    )
    .option(
      "--expire <days>",
      "with --tidy, delete snapshots that are older",
    )
    .option(
      "--orphans",
      "with --tidy, remove files that killed loads have left; only if no other store has its tables in the same folder",
    )
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { tidy = false, expire, orphans = false } = program.opts();
  const path = storeAddress(paths.runs);
  if (!isLake(path)) {
    throw new UsageError(
      `Cannot list snapshots as the store is the file ${path}: set ${STORE_SETTING} to an address such as ducklake:postgres:dbname=loadline`,
    );
  }
  const expireDays = expire === undefined
    ? null
    : toWhole("--expire", expire, { most: MAX_DAYS });
  if (expireDays !== null && !tidy) {
    throw new UsageError(
      "Cannot use --expire alone as snapshots are forgotten by --tidy: add it, or omit --expire",
    );
  }
  if (orphans && !tidy) {
    throw new UsageError(
      "Cannot use --orphans alone as --tidy removes files: add it, or omit --orphans",
    );
  }
  if (tidy) {
    const left = await withAttached(
      path,
      "write",
      (connection) => tidyLake(connection, path, { expireDays, orphans }),
    );
    if (orphans) say(`removed ${counted(left, "file")} that no snapshot has`);
  }
  const snapshots = await withAttached(path, "read", listSnapshots);
  for (const { snapshot, at } of snapshots) {
    say(printable(`${snapshot}  ${at}`));
  }
  return { code: 0, result: { snapshots } };
});
