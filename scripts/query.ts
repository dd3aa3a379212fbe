/** deno task query "SQL" */
// deno-lint-ignore-file no-console -- a script prints
import { Command, Option } from "commander";
import { formats, renderRows } from "../src/report/mod.ts";
import { UsageError } from "../src/record/mod.ts";
import { Store } from "../src/store/mod.ts";
import { isJson, jsonOption, main, paths, printable } from "./_main.ts";
import { loadRecords } from "./_records.ts";

main(async () => {
  const program = new Command("deno task query")
    .description("SQL over all records: runs, params, operations, samples ...")
    .argument("<sql>", "one read-only query")
    .addOption(
      new Option(
        "--format <format>",
        "output format; csv puts an apostrophe before text that a spreadsheet would run as a formula, csv-exact does not",
      )
        .choices(Object.keys(formats)).default("table"),
    )
    .option("--data <folder>", "folder of records", paths.runs)
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args.map(hideComment)]);
  const [sql = ""] = program.args;
  const { format, data } = program.opts();
  const loaded = await loadRecords(data);
  using store = await Store.open(loaded.path);
  const result = await store.rows(sql).catch((error: Error) => {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw new UsageError(
      `Cannot run the query as DuckDB reports: ${error.message}`.replaceAll(
        "\n",
        " ",
      ),
    );
  });
  if (!isJson) {
    const text = renderRows(result, format);
    console.log(Deno.stdout.isTerminal() ? printable(text) : text);
  }
  const { columns, rows } = result;
  return { code: 0, result: { columns, rows } };
});

/** Puts a line break before SQL that begins with a comment, which would parse as an option. */
function hideComment(argument: string): string {
  return /^--(\s|[^]*\n)/.test(argument) ? `\n${argument}` : argument;
}
