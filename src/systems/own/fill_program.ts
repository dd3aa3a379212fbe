/** Fills in a program that a user declares: a node of a system, or a driver. */
import { compileText, type TemplateValues } from "../../lab/plan/template.ts";
import type { ProcessSystem } from "./declaration.ts";

/** A program as it is started. */
export interface FilledProgram {
  readonly command: string[];
  /** Additional environment variables. */
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly stopSignal: ProcessSystem["stop_signal"];
}

/** Fills in all placeholders. Throws TypeError for one without a value. */
export function fillProgram(
  { command, env, folder, stop_signal }: Pick<
    ProcessSystem,
    "command" | "env" | "folder" | "stop_signal"
  >,
  values: TemplateValues,
): FilledProgram {
  const fill = (text: string) => compileText(text)(values);
  return {
    command: command.map(fill),
    env: Object.fromEntries(
      Object.entries(env).map(([key, text]) => [key, fill(text)]),
    ),
    cwd: folder === "" ? Deno.cwd() : folder,
    stopSignal: stop_signal,
  };
}
