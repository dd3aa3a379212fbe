/** deno task ingest FORMAT FILE... */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import {
  importers,
  type Ingested,
  ingestFiles,
  InputError,
  recogniseAll,
  toImporter,
} from "../src/ingest/mod.ts";
import { Store } from "../src/store/mod.ts";
import { describeIntegrity } from "./_integrity.ts";
import {
  collect,
  main,
  paths,
  printable,
  printJsonOnly,
  progress,
  toSettings,
} from "./_main.ts";
import { loadRecords } from "./_records.ts";

main(async () => {
  const program = new Command("deno task ingest")
    .description("Make another tool's results a record and load it.")
    .argument(
      "[format]",
      "format of the files, see --list; auto, to tell it by their content",
    )
    .argument("[files...]", "files, or folders to search")
    .option("--list", "print the formats and stop")
    .option("--experiment <name>", "experiment to file the runs under", "")
    .option("--set <key=value>", "setting of the importer", collect, [])
    .option("--json", "print what was added as JSON, and all else on stderr")
    .option("--data <folder>", "folder of records", paths.runs)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { list, experiment, set, data, json } = program.opts();
  const emit = json ? printJsonOnly() : () => {};
  const [format, ...files] = program.args;
  if (list) {
    for (const importer of importers) {
      console.log(`${importer.format.padEnd(14)} ${importer.title}`);
      for (const [key, meaning] of Object.entries(importer.settings)) {
        console.log(`${" ".repeat(14)}   --set ${key}=...  ${meaning}`);
      }
    }
    return 0;
  }
  if (!format || files.length === 0) {
    program.error("error: name a format and at least one file");
  }
  const imports = format === "auto"
    ? await recogniseAll(files, importers)
    : [{ importer: toImporter(format ?? ""), paths: files, title: "" }];
  const all: Ingested[] = [];
  const failures: InputError[] = [];
  for (const { importer, paths: chosen, title } of imports) {
    if (title !== "") {
      console.log(`${chosen.join(", ")}: ${importer.format}, ${title}`);
    }
    try {
      all.push(
        await ingestFiles(importer, chosen, {
          data,
          experiment,
          settings: toSettings(set),
          onProgress: (done, total, file) =>
            progress(`reading ${done + 1}/${total} ${file}`),
        }),
      );
    } catch (error) {
      // Files of one format are imported as a whole or not at all; those of another do not suffer for them.
      if (!(error instanceof InputError)) throw error;
      failures.push(error);
    }
  }
  const [failure, ...others] = failures;
  if (failure !== undefined && all.length === 0) throw failure;
  const loaded = await loadRecords(data);
  for (const ingested of all) await print(ingested, loaded.path);
  emit({
    data,
    imports: all.map(({ runs, ...ingested }) => ({
      ...ingested,
      runs: runs.map(({ run_id, case_id, status }) => ({
        ...{ run_id, case_id, status },
      })),
    })),
  });
  for (const { message } of others) console.error(printable(message));
  if (failure !== undefined) throw failure;
  return 0;
});

/** Prints what was added, and what its integrity is. */
async function print(ingested: Ingested, path: string): Promise<void> {
  const { unit, read, stored, rejected } = ingested.counts;
  console.log(
    `${ingested.experiment}: ${ingested.runs.length} runs added` +
      (ingested.known > 0 ? `, ${ingested.known} known already` : ""),
  );
  console.log(
    `${read} ${unit} read = ${stored} stored + ${rejected} rejected; ` +
      `${ingested.warnings} warnings`,
  );
  using store = await Store.open(path, {
    experiments: [ingested.experiment],
  });
  const { experiment: into, runs } = ingested;
  // Only for load tests, which have the param `workers`; the checks do not apply to others.
  if (runs.some(({ params }) => params.some(({ key }) => key === "workers"))) {
    const run_ids = new Set(runs.map(({ run_id }) => run_id));
    const found = await describeIntegrity(store, { experiment: into, run_ids });
    console.log(found.join("\n"));
  }
}
