/** deno task ingest FORMAT FILE... */
import { Command } from "commander";
import {
  type Importer,
  importers,
  type Ingested,
  ingestFiles,
  InputError,
  listMarks,
  recogniseAll,
  toImporter,
} from "../src/ingest/mod.ts";
import { counted, UsageError } from "../src/record/mod.ts";
import { Store } from "../src/store/mod.ts";
import { describeIntegrity } from "./_integrity.ts";
import {
  collect,
  jsonOption,
  main,
  paths,
  printNotes,
  progress,
  say,
  toSettings,
} from "./_main.ts";
import { loadRecords } from "./_records.ts";
import { toRunResult } from "./_result.ts";

/** Files of folders that are passed over, each of which has a line. */
const MAX_NOTED = 9;

main(async () => {
  const program = new Command("deno task ingest")
    .description("Make another tool's results a record and load it.")
    .argument(
      "[format]",
      "format of the files, see --list; auto recognises it by their content",
    )
    .argument("[files...]", "files, or folders to search")
    .option("--list", "print the formats with their settings, and stop")
    .option("--marks", "print how auto recognises each format, and stop")
    .option(
      "--experiment <name>",
      "experiment that the runs belong to; by default that of the format",
      "",
    )
    .option("--set <key=value>", "setting of the importer", collect, [])
    .option("--data <folder>", "folder of records", paths.runs)
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { list, marks, experiment, set, data } = program.opts();
  const [format, ...files] = program.args;
  if (marks) {
    const shapes = listMarks(importers);
    for (const { format, title, marks } of shapes) {
      say(`${format.padEnd(15)} ${title}: ${marks}`);
    }
    return { code: 0, result: { shapes } };
  }
  if (list) {
    for (const importer of importers) {
      say(`${importer.format.padEnd(14)} ${importer.title}`);
      for (const [key, meaning] of Object.entries(importer.settings)) {
        say(`${" ".repeat(14)}   --set ${key}=...  ${meaning}`);
      }
    }
    const formats = importers.map(({ format, title, settings }) => ({
      ...{ format, title, settings },
    }));
    return { code: 0, result: { formats } };
  }
  if (!format || files.length === 0) {
    program.error("error: name a format and at least one file");
  }
  const { formats: imports, passedOver } = format === "auto"
    ? await recogniseAll(files, importers)
    : {
      formats: [{
        importer: toImporter(format ?? ""),
        paths: files,
        title: "",
      }],
      passedOver: [],
    };
  printNotes(
    passedOver.slice(0, MAX_NOTED).map((reason) => `passed over: ${reason}`),
  );
  if (passedOver.length > MAX_NOTED) {
    printNotes([`passed over: ${passedOver.length - MAX_NOTED} more`]);
  }
  const settings = toSettings(set);
  if (format === "auto") requireKnown(settings, imports);
  const all: (Ingested & { readonly format: string })[] = [];
  const failures: Error[] = [];
  for (const { importer, paths: chosen, title } of imports) {
    if (title !== "") {
      say(`${chosen.join(", ")}: ${importer.format}, ${title}`);
    }
    try {
      const ingested = await ingestFiles(importer, chosen, {
        ...{ data, experiment },
        settings: format === "auto" ? ownOf(importer, settings) : settings,
        onProgress: (done, total, file) =>
          progress(`reading ${done + 1}/${total} ${file}`),
      });
      all.push({ ...ingested, format: importer.format });
    } catch (error) {
      // Files of one format are imported as a whole or not at all; those of another do not suffer for them.
      if (!(error instanceof InputError || error instanceof UsageError)) {
        throw error;
      }
      failures.push(error);
    }
  }
  const [failure] = failures;
  if (failure !== undefined && all.length === 0) throw failure;
  const loaded = await loadRecords(data);
  for (const ingested of all) await print(ingested, loaded.path);
  const messages = failures.map(({ message }) => message);
  printNotes(messages);
  return {
    code: failure === undefined ? 0 : 2,
    result: {
      imports: all.map(
        ({ format, experiment, runs, known, warnings, counts }) => ({
          ...{ format, experiment, known, warnings, counts },
          runs: runs.map(toRunResult),
        }),
      ),
      failures: messages,
      passed_over: passedOver,
    },
  };
});

type Settings = Readonly<Record<string, string>>;

/** Returns the settings that an importer knows. */
function ownOf(importer: Pick<Importer, "settings">, settings: Settings) {
  return Object.fromEntries(
    Object.entries(settings).filter(([key]) =>
      Object.hasOwn(importer.settings, key)
    ),
  );
}

/** Throws `UsageError` for a setting that none of the formats knows, before any file is imported. */
function requireKnown(
  settings: Settings,
  imports: readonly { readonly importer: Importer }[],
): void {
  const known = [
    ...new Set(
      imports.flatMap(({ importer }) => Object.keys(importer.settings)),
    ),
  ];
  const unknown = Object.keys(settings).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new UsageError(
    `Cannot set '${unknown}' as ${
      imports.map(({ importer }) => importer.format).join(", ")
    } know only: ${known.join(", ") || "no setting"}`,
  );
}

/** Prints what was added, and what its integrity is. */
async function print(ingested: Ingested, path: string): Promise<void> {
  const { unit, read, stored, rejected } = ingested.counts;
  say(
    `${ingested.experiment}: ${counted(ingested.runs.length, "run")} added` +
      (ingested.known > 0 ? `, ${ingested.known} known already` : ""),
  );
  say(
    `${read} ${unit} read = ${stored} stored + ${rejected} rejected; ` +
      counted(ingested.warnings, "warning"),
  );
  using store = await Store.open(path, {
    experiments: [ingested.experiment],
  });
  const { experiment: into, runs } = ingested;
  // Only for load tests, which have the param `workers`; the checks do not apply to others.
  if (runs.some(({ params }) => params.some(({ key }) => key === "workers"))) {
    const run_ids = new Set(runs.map(({ run_id }) => run_id));
    const found = await describeIntegrity(store, { experiment: into, run_ids });
    say(found.join("\n"));
  }
}
