/** Builds the run of a section, and its id, from the client's command and log. */
import type { Run } from "../../record/mod.ts";
import {
  numberSetting,
  toLoadParams,
  toLoadRun,
  toLoop,
} from "../load_tools/load_run.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";
import { type Decimal, maybeNumber } from "../source/number.ts";
import { maybeTime } from "../source/time.ts";
import type { Section } from "./ycsb_section.ts";

/** Keys of imported properties of a core workload; others may hold a password and are left out. */
const properties = new Map([
  ["recordcount", "keys"],
  ["operationcount", "requests"],
  ["readproportion", "read_share"],
  ["requestdistribution", "key_distribution"],
  ["fieldcount", "fields"],
  ["fieldlength", "field_size"],
  ["updateproportion", "update_share"],
  ["insertproportion", "insert_share"],
  ["scanproportion", "scan_share"],
]);

/** File of a section, and how it is imported. */
export interface RunContext {
  readonly file: SourceFile;
  readonly options: ImportOptions;
}

/** Returns the id of a section's run, which stays the same from the first call on. */
export function runIdOf(
  section: Section,
  { file, options }: RunContext,
): string {
  section.run_id ??= toLoadRun(file, {
    options,
    ordinal: section.ordinal,
    system: "",
    tool: "ycsb",
    startedAt: startOf(section),
    params: [],
  }).run_id;
  return section.run_id;
}

function startOf({ first }: Section): string | null {
  return first ? maybeTime(first.at - first.elapsed * 1000) : null;
}

/** Returns the run of a whole section; `decimal` separates the decimals of the client's properties. */
export function toRun(
  section: Section,
  { file, options, decimal }: RunContext & { readonly decimal: Decimal },
): Run {
  const { settings } = options;
  const { threads, target, database, workload } = section.command;
  const count = (key: string) => numberSetting(settings, key);
  const given = Object.fromEntries(
    [...properties].flatMap(([property, key]) => {
      const text = section.command.properties[property];
      return text === undefined
        ? []
        : [[key, maybeNumber(text, decimal) ?? text]];
    }),
  );
  return toLoadRun(file, {
    options,
    ordinal: section.ordinal,
    system: settings.system ?? (database || "unknown"),
    systemVersion: settings.system_version ?? "",
    tool: "ycsb",
    toolVersion: section.version,
    startedAt: startOf(section),
    endedAt: section.last ? maybeTime(section.last.at) : null,
    params: toLoadParams({
      nodes: count("nodes"),
      workers: threads ?? count("workers"),
      value_size: count("value_size"),
      rate: target,
      // Only the command states a target; without it the loop is unknown.
      loop: database ? toLoop(target) : null,
      workload: workload || null,
      ...given,
    }),
  });
}
