/** What runs in a kernel before the first cell. */

/** Name of a broadcast that says: all that the cell before showed has been sent. */
export const FENCE = "loadline_fence";

/** Name of a broadcast that carries an error which the kernel itself would swallow. */
export const REJECTION = "loadline_rejection";

/** Where `parameters` finds the values given on the command line: a global under this registered symbol. */
export const OVERRIDES = "loadline.overrides";

/**
 * Source of the preamble cell: makes uncaught errors known, leaves the overrides where `parameters` finds them, and gives
 * up the permissions that no notebook needs (starting programs, network, writing files).
 */
export function toPreamble(
  overrides: Readonly<Record<string, string>>,
): string {
  return `await (async () => {
  const tell = (error) => {
    const { name, message, stack } = error instanceof Error
      ? error
      : { name: "Error", message: String(error), stack: "" };
    void Deno.jupyter.broadcast("${REJECTION}", {
      name, message, traceback: (stack ?? "").split("\\n"),
    });
  };
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    tell(event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    tell(event.error);
  });
  globalThis[Symbol.for("${OVERRIDES}")] = JSON.parse(${
    JSON.stringify(JSON.stringify(overrides))
  });
  for (const name of ["run", "net", "write"]) {
    await Deno.permissions.revoke({ name });
  }
})();`;
}

/** Source of the fence cell. Cells run in order and so do broadcasts, hence it arrives after everything before it. */
export function toFence(id: string): string {
  return `void Deno.jupyter.broadcast(${JSON.stringify(FENCE)}, { id: ${
    JSON.stringify(id)
  } })`;
}
