/** Another load tool as the driver of a user's own experiment, as plain data: how it is started, and what it writes. */
import { z } from "zod";
import { isLoad } from "../../record/mod.ts";
import { Place, StopSignal, Variables } from "../../systems/own/declaration.ts";
import { Distributed } from "../distributed/distributed.ts";

/**
 * Placeholders of a driver, beside the settings of the experiment: the address of the first node and of all, separated by
 * commas; the host and port of the first; an empty folder for files; seconds from its start to the end of what is measured.
 */
export const driverPlaceholders = [
  ...["url", "urls", "host", "port", "folder", "seconds"],
] as const;

export const Driver = z.strictObject({
  /** Program and arguments. Its standard output is what it measured, unless `results` names files. */
  command: z.array(z.string()).min(1),
  /** Format of its results: one that `ingest --list` prints. */
  format: z.string().min(1),
  /** File or folder that it writes: `{folder}`, `{folder}/out.json`; empty for its standard output. */
  results: z.string().default(""),
  /** Working folder; empty for that in which the command was called. */
  folder: Place.default(""),
  /** Additional environment variables, which may have the secrets of the experiment. */
  env: Variables.default({}),
  /** Settings of the import: those that `ingest FORMAT` takes by `--set`. */
  settings: z.record(z.string(), z.string()).default({}),
  /** Names of requests, which then are kinds of operations, for objectives: `pay.p95`. */
  operations: z.array(
    z.string().regex(
      /^[A-Za-z][\w-]{0,63}$/,
      "must be a letter, then letters, digits, - or _",
    ).refine(isLoad, "has a meaning of its own in records"),
  ).default([]),
  /** Exit codes of success. */
  exit_codes: z.array(z.number().int().min(0).max(255)).min(1).default([0]),
  /** Asks it to end, if its command does not use `{seconds}`. */
  stop_signal: StopSignal.default("SIGINT"),
  /** Seconds in which it must end and write its results; then it is killed. */
  end_timeout: z.number().positive().max(3600).default(15),
  /** Workers of Locust, on this machine or others, of which the program is the master; null for none. */
  distributed: Distributed.meta({ title: "workers of Locust" }).nullable()
    .default(null),
});
export type Driver = z.infer<typeof Driver>;
