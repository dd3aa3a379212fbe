/** Commands of `cf` on the space that the user logged in to, each in a home of its own. */
import type { z } from "zod";
import { readAnswer } from "./cf_answers.ts";
import { type CommandResult, runCommand } from "./cf_command.ts";
import { type CfOutcome, toCfOutcome } from "./cf_failure.ts";
import type { CfHomes } from "./cf_homes.ts";

export interface CfClient {
  /** Runs a command to its end, or ends it after `timeout` seconds. Never throws for what `cf` does. */
  run(args: readonly string[], options: CfOptions): Promise<CfRun>;
  /** Reads a path of the API. Throws an Error for an answer that is not valid. */
  get<T>(path: string, schema: z.ZodType<T>, options: CfOptions): Promise<T>;
}

export interface CfOptions {
  readonly timeout: number;
  readonly signal: AbortSignal;
}

export interface CfRun extends CfOutcome {
  readonly result: CommandResult;
}

/** Environment of every command: without colours, questions, or a trace that would have the user's token. */
const environment = { CF_COLOR: "false", CF_TRACE: "false" };

export function toCfClient(
  { program, folder, homes }: {
    readonly program: string;
    /** Temporary folder of the run. */
    readonly folder: string;
    readonly homes: CfHomes;
  },
): CfClient {
  const run: CfClient["run"] = (args, { timeout, signal }) =>
    homes.use(async (home) => {
      const minutes = String(Math.max(1, Math.ceil(timeout / 60)));
      const result = await runCommand({
        ...{ program, args, folder, timeout, signal },
        env: {
          ...environment,
          CF_HOME: home,
          // Whole minutes: the command's own limit comes after ours.
          CF_STAGING_TIMEOUT: minutes,
          CF_STARTUP_TIMEOUT: minutes,
        },
      });
      return { ...toCfOutcome(result, args[0] ?? ""), result };
    });
  return {
    run,
    async get(path, schema, options) {
      const { outcome, error, result } = await run(["curl", path], options);
      if (outcome !== "ok") throw new Error(error || `cf curl: ${outcome}`);
      return readAnswer(result.stdout, schema);
    },
  };
}
