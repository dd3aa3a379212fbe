/** Telling whoever executes the notebook something beside the outputs. */

/** What is told: the values of the `parameters` cell, or the experiments whose records were opened. */
export type BroadcastType = "loadline_parameters" | "loadline_reads";

/**
 * Sends a message to the notebook's executor; does nothing outside a kernel. It takes its place among the outputs, so
 * nothing needs to wait for it. The content must be JSON, but for bigints and dates, which become text.
 */
export function broadcast(
  type: BroadcastType,
  content: Readonly<Record<string, unknown>>,
): void {
  const kernel = maybeKernel();
  if (!kernel) return;
  const json = JSON.stringify(
    content,
    (_, value) => typeof value === "bigint" ? String(value) : value,
  );
  void kernel.broadcast(type, JSON.parse(json));
}

/** `Deno.jupyter` is there in every program, and throws when it is looked at outside a kernel. */
function maybeKernel(): typeof Deno.jupyter | null {
  try {
    return Deno.jupyter;
  } catch {
    return null;
  }
}
