/** Determines the outcome of one cell from the kernel's result: its reported outputs, and why it failed. */
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
import { explainMissingPackage } from "../jupyter/sandbox/registries.ts";
import { describeThrownValue } from "../jupyter/thrown_value.ts";

/** Reason why one cell failed. */
export type CellFailure = Pick<Failure, "reason" | "message">;

const Rejection = z.object({
  name: z.string(),
  message: z.string(),
  traceback: z.array(z.string()),
});

type Shown = Pick<CellResult, "outputs" | "broadcasts">;

/** Returns the outputs of a cell for the report, uncaught errors included, without paths of this machine. */
export function toCellOutputs(shown: Shown): Output[] {
  return toOutputs(shown).map(toPlainOutput);
}

/** Returns the first error of a cell, its stack with the kernel's line numbers; undefined if there is none. */
export function findError(shown: Shown): ErrorOutput | undefined {
  return toOutputs(shown).find((output) => output.type === "error");
}

function toOutputs({ outputs, broadcasts }: Shown): Output[] {
  const rejections = broadcasts.filter(({ type }) => type === REJECTION);
  const described = outputs.map((output) =>
    output.type === "error" ? describeThrownValue(output) : output
  );
  return [...described, ...rejections.map(toErrorOutput)];
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
      message: toPlainPaths(explainMissingPackage(output.message)),
      traceback: toPlainTraceback(output.traceback),
    };
  }
  return output;
}

/**
 * Returns why a cell failed, or null. Errors are no failure of a cell tagged `raises-exception`; a hang, a crash and an
 * output above the limits are failures of any cell.
 */
export function findCellFailure(
  { tags }: Cell,
  { status, detail }: Pick<CellResult, "status" | "detail">,
  outputs: readonly Output[],
): CellFailure | null {
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
