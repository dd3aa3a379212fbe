/** deno task merge EXPERIMENT ... */
import { Command } from "commander";
import { counted, UsageError } from "../src/record/mod.ts";
import { type MergedRecord, mergeRuns } from "../src/store/merge/merge_runs.ts";
import { toWhole } from "./_amounts.ts";
import { jsonOption, main, paths, printable, progress, say } from "./_main.ts";

/** Parts that are named of those which stay for one reason. */
const MAX_NAMED = 3;

main(async () => {
  const program = new Command("deno task merge")
    .description(
      "Merge the runs of a record into one part, so that loads and queries look at few files.",
    )
    .argument("<experiments...>", "experiments whose runs are merged")
    .option(
      "--before <date>",
      "only runs that ended before a date or time in UTC, such as 2026-10-01",
    )
    .option(
      "--keep-last <runs>",
      "leave so many of the latest runs as they are",
      "0",
    )
    .option("--dry-run", "say what would be merged, and change nothing")
    .option("--data <folder>", "folder of records", paths.runs)
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { before, keepLast, dryRun = false, data } = program.opts();
  const records = await mergeRuns(data, program.args, {
    before_ms: before === undefined ? Infinity : toTime(before),
    keepLast: toWhole("--keep-last", keepLast),
    dryRun,
    onProgress: progress,
    onWait: () => progress("waiting for another import or merge to end"),
  }).finally(() => progress(""));
  for (const record of records) {
    for (const line of describe(record)) say(printable(line));
  }
  return { code: 0, result: { data, records } };
});

/** Reads a date, or a time in UTC, in milliseconds since 1970. Throws `UsageError` for anything else. */
function toTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(text)
    ? Date.parse(text)
    : NaN;
  // A day that its month does not have would be one of the next month.
  const isDay = !Number.isNaN(time) &&
    new Date(Date.parse(text.slice(0, 10))).toISOString().startsWith(
      text.slice(0, 10),
    );
  if (isDay) return time;
  throw new UsageError(
    `Cannot read --before as it must be a date such as 2026-10-01, or a time such as 2026-10-01T12:00Z: current value is '${text}'`,
  );
}

function describe(
  { experiment, part, parts, runs, left, removed }: MergedRecord,
): string[] {
  const lines: string[] = [];
  if (removed > 0) {
    const folders = counted(removed, "folder");
    lines.push(`removed ${folders} that an earlier merge had left`);
  }
  const what = `${counted(parts, "part")} with ${counted(runs, "run")}`;
  if (parts === 0) lines.push("nothing to merge");
  else if (part === null) lines.push(`${what} would become one`);
  else lines.push(`${what} are now ${part}`);
  for (const [reason, some] of Map.groupBy(left, ({ reason }) => reason)) {
    lines.push(`${nameParts(some.map(({ part }) => part))} (${reason})`);
  }
  return lines.map((line) => `${experiment}: ${line}`);
}

/** Says which parts stay; the whole record has no name. */
function nameParts(parts: readonly string[]): string {
  if (parts.includes("")) return "all parts stay as they are";
  const named = parts.slice(0, MAX_NAMED).join(", ");
  const others = parts.length - MAX_NAMED;
  const more = others > 0 ? ` and ${others} more` : "";
  return `${named}${more} ${
    parts.length === 1 ? "stays as it is" : "stay as they are"
  }`;
}
