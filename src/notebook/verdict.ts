/** From what the kernel says of one cell to what we say of it. */
import { z } from "zod";
import type { Broadcast, CellResult } from "./kernel.ts";
import type { Cell, Failure, Output } from "./model.ts";
import { toPlainPaths, toPlainTraceback } from "./plain_paths.ts";
import { REJECTION } from "./preamble.ts";

/** Why one cell failed. */
export type Verdict = Pick<Failure, "reason" | "message">;

const Rejection = z.object({
  name: z.string(),
  message: z.string(),
  traceback: z.array(z.string()),
});

/** Outputs of a cell as they are reported: uncaught errors beside the others, paths without this machine's folders. */
export function toCellOutputs(
  { outputs, broadcasts }: Pick<CellResult, "outputs" | "broadcasts">,
): Output[] {
  const swallowed = broadcasts.filter(({ type }) => type === REJECTION);
  return [...outputs, ...swallowed.map(toErrorOutput)].map(toPlainOutput);
}

function toErrorOutput({ content }: Broadcast): Output {
  return { type: "error", ...Rejection.parse(content) };
}

function toPlainOutput(output: Output): Output {
  if (output.type === "stream") {
    return { ...output, text: toPlainPaths(output.text) };
  }
  if (output.type === "error") {
    return {
      ...output,
      message: toPlainPaths(output.message),
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
