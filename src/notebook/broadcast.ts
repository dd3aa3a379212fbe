/** Sends messages from a cell to the notebook's executor, beside its outputs. */

/**
 * Message type: what the `parameters` cell declares, in words; its values; or the experiments whose records were opened.
 */
export type BroadcastType =
  | "loadline_declared"
  | "loadline_parameters"
  | "loadline_reads";

/**
 * Sends a message to the notebook's executor; does nothing outside a kernel. It is ordered with the outputs, so callers
 * need not wait. The content must be JSON; bigints and dates become text.
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

/** Returns null outside a kernel, where access to `Deno.jupyter` throws. */
function maybeKernel(): typeof Deno.jupyter | null {
  try {
    return Deno.jupyter;
  } catch {
    return null;
  }
}
