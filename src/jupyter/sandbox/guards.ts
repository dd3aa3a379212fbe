/** Guards inside a kernel for what no permission covers: interactive prompts, web storage, and the size of outputs. */

/** Broadcast type: a cell has exceeded an output limit. */
export const TOO_LARGE = "loadline_too_large";

/** Symbol key of the global function that returns the value of a cell, and refuses a text above the limit. */
export const CHECK_VALUE = "loadline.value";

/** Limit of a single output in bytes: the kernel garbles its stream at messages of about three times this size. */
export const MAX_OUTPUT_BYTES = 1_000_000;

/** Limit of `console` calls per cell: the kernel sends each as a message of its own, about three per millisecond. */
const MAX_PRINTS = 10_000;

/**
 * Returns the source of an expression that installs the guards. Its value is a function to call between two cells.
 *
 * A cell that prints too much gets an error at the excess call. A check in the executor would come too late: messages
 * arrive in order, and a loop of a million lines takes minutes.
 */
export function toGuards({ trusted }: { readonly trusted: boolean }): string {
  return `(() => {
  const refuse = (target, name, error) =>
    Object.defineProperty(target, name, {
      configurable: true,
      get() { throw error(name); },
    });
  const notInteractive = (name) =>
    new Error(\`Cannot use \${name} as a report is made without a user: use parameters() and --set\`);
  for (const name of ["prompt", "confirm", "alert"]) {
    globalThis[name] = () => { throw notInteractive(name + "()"); };
  }
  for (const target of [Deno, globalThis.process]) {
    refuse(target, "stdin", () => notInteractive("standard input"));
  }
  ${
    trusted ? "" : `for (const name of ["localStorage", "caches"]) {
    refuse(globalThis, name, () =>
      new Deno.errors.NotCapable(
        \`Cannot use \${name} as a report keeps no state for the next one: use a variable\`,
      ));
  }`
  }
  let prints = 0;
  const stop = (detail) => {
    void Deno.jupyter.broadcast("${TOO_LARGE}", { detail });
    throw new RangeError(detail);
  };
  const checkSize = (values) => {
    const size = values.reduce(
      (sum, value) => sum + (typeof value === "string" ? value.length : 0),
      0,
    );
    if (size <= ${MAX_OUTPUT_BYTES}) return;
    stop(\`Cannot keep the output as it is over ${
    MAX_OUTPUT_BYTES / 1e6
  } MB: it has \${(size / 1e6).toFixed(1)} MB; show less\`);
  };
  Object.defineProperty(globalThis, Symbol.for("${CHECK_VALUE}"), {
    value: (value) => {
      checkSize([value]);
      return value;
    },
  });
  // The value of a cell that did not pass through it, which the kernel would cut silently.
  const kernel = Deno[Deno.internal].jupyter;
  const { broadcastResult } = kernel;
  kernel.broadcastResult = async (count, value) => {
    try {
      checkSize([value]);
    } catch {
      return;
    }
    await broadcastResult(count, value);
  };
  const { display } = Deno.jupyter;
  Deno.jupyter.display = async (value, ...options) => {
    checkSize([value]);
    await display(value, ...options);
  };
  for (const [name, print] of Object.entries(console)) {
    if (typeof print !== "function") continue;
    console[name] = (...values) => {
      checkSize(values);
      if (++prints > ${MAX_PRINTS}) {
        stop("Cannot keep the output as it is over ${MAX_PRINTS} lines: print less, or join lines into one text");
      }
      return print(...values);
    };
  }
  return () => { prints = 0; };
})()`;
}
