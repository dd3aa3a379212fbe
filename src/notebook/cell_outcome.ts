/** From what the kernel says of one cell to what we say of it. */
import { z } from "zod";
import type { Broadcast, CellResult } from "../jupyter/kernel.ts";
import type { Cell, Failure } from "./model.ts";
import type { ErrorOutput, Output } from "../jupyter/output.ts";
import {
  toPlainPaths,
  toPlainPlaces,
  toPlainTraceback,
} from "./plain_paths.ts";
import { REJECTION } from "../jupyter/preamble.ts";
import { explainMissing } from "../jupyter/sandbox/registries.ts";
import { tellThrown } from "../jupyter/thrown.ts";

/** Why one cell failed. */
export type Verdict = Pick<Failure, "reason" | "message">;

const Rejection = z.object({
  name: z.string(),
  message: z.string(),
  traceback: z.array(z.string()),
});

type Told = Pick<CellResult, "outputs" | "broadcasts">;

/** Outputs of a cell as they are reported: uncaught errors beside the others, paths without this machine's folders. */
export function toCellOutputs(told: Told): Output[] {
  return toOutputs(told).map(toPlainOutput);
}

/** The first error of a cell, with the kernel's own line numbers on its stack; undefined when there is none. */
export function findError(told: Told): ErrorOutput | undefined {
  return toOutputs(told).find((output) => output.type === "error");
}

function toOutputs({ outputs, broadcasts }: Told): Output[] {
  const swallowed = broadcasts.filter(({ type }) => type === REJECTION);
  const thrown = outputs.map((output) =>
    output.type === "error" ? tellThrown(output) : output
  );
  return [...thrown, ...swallowed.map(toErrorOutput)];
}

function toErrorOutput({ content }: Broadcast): Output {
  return { type: "error", ...Rejection.parse(content) };
}

function toPlainOutput(output: Output): Output {
  if (output.type === "stream") {
    return { ...output, text: toPlainPlaces(output.text) };
  }
  if (output.type === "error") {
    return {
      ...output,
      message: toPlainPaths(explainMissing(output.message)),
      traceback: toPlainTraceback(output.traceback),
    };
  }
  return output;
}

/**
 * Why a cell failed, or null. Errors are what a cell tagged `raises-exception` is there to show; hanging, dying and showing
 * too much are failures of any cell.
 */
export function judge(
  { tags }: Cell,
  { status, detail }: Pick<CellResult, "status" | "detail">,
  outputs: readonly Output[],
): Verdict | null {
  if (status === "timeout") {
    return {
      reason: "timeout",
      message: `Cannot wait longer for the cell: ${detail}`,
    };
  }
  if (status === "died") {
    return {
      reason: "kernel died",
      message: `The kernel ended by itself: ${toPlainPaths(detail)}`,
    };
  }
  if (status === "too large") return { reason: "error", message: detail };
  if (tags.includes("raises-exception") && status !== "hung") return null;
  const error = outputs.find((output) => output.type === "error");
  if (error) {
    return { reason: "error", message: `${error.name}: ${error.message}` };
  }
  return status === "ok" ? null : { reason: "error", message: detail };
}
