/** Builds the run of a file of a load tool. */
import type { Run } from "../../record/mod.ts";
import {
  numberSetting,
  toLoadParams,
  toLoadRun,
} from "../load_tools/load_run.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";

/** Settings of every load tool. */
export const runSettings = {
  system: "system under test; default the host of its address",
  system_version: "version of the system",
  workers: "users, connections or threads, if the file does not say",
  rate: "offered requests per second, if the file does not say",
  duration: "requested duration in seconds, if the file does not say",
};

/** What a file tells of its run; null and empty for what it does not. */
export interface ToolRun {
  readonly tool: string;
  readonly toolVersion: string;
  /** Address under test. */
  readonly target: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** `workers`, `rate` in 1/s, `duration` in s, `loop` and others in base units. */
  readonly params: Readonly<Record<string, number | string | null>>;
  readonly notes: string;
}

/** Run of which only the tool is known. */
export const unknownRun: Omit<ToolRun, "tool"> = {
  toolVersion: "",
  target: "",
  startedAt: null,
  endedAt: null,
  params: {},
  notes: "",
};

/** Returns options in which the system under test has this name, unless one was set. */
export function withSystem(
  options: ImportOptions,
  system: string,
): ImportOptions {
  return { ...options, settings: { system, ...options.settings } };
}

/** Builds a run of a file, `ordinal` from 1; what the file tells goes before what was set. */
export function toToolRun(
  file: Pick<SourceFile, "name" | "digest">,
  options: ImportOptions,
  told: ToolRun,
  ordinal = 1,
): Run {
  const { settings } = options;
  const set = (key: string) => told.params[key] ?? numberSetting(settings, key);
  const params = toLoadParams({
    workers: set("workers"),
    rate: set("rate"),
    duration: set("duration"),
    ...withoutKeys(told.params, ["workers", "rate", "duration"]),
  });
  return toLoadRun(file, {
    options,
    ordinal,
    system: settings.system ?? (hostOf(told.target) || "unknown"),
    systemVersion: settings.system_version ?? "",
    tool: told.tool,
    toolVersion: told.toolVersion,
    params,
    environment: told.target === "" ? {} : { target: told.target },
    startedAt: told.startedAt,
    endedAt: told.endedAt,
    notes: told.notes,
  });
}

function withoutKeys(
  params: ToolRun["params"],
  keys: readonly string[],
): ToolRun["params"] {
  return Object.fromEntries(
    Object.entries(params).filter(([key]) => !keys.includes(key)),
  );
}

/** Returns the host of an address, with its port; empty for text that is none. */
function hostOf(address: string): string {
  const written = address.includes("://") ? address : `http://${address}`;
  return address === "" ? "" : URL.parse(written)?.host ?? "";
}
