/** What a kernel refuses by itself, as no permission covers it: questions to nobody, storage, and too much output. */

/** Name of a broadcast that says that a cell showed more than a report can hold. */
export const TOO_LARGE = "loadline_too_large";

/** Longest single output, in bytes: the kernel garbles its stream when one message is some three times this size. */
export const MAX_OUTPUT_BYTES = 1_000_000;

/** Most calls of `console` in one cell: the kernel sends each as a message of its own, some three a millisecond. */
export const MAX_PRINTS = 10_000;

/**
 * Source of an expression that puts the guards up. Its value is a function to be called between two cells.
 *
 * A cell that prints too much gets an error there and then: what it printed before is sent first, and by the time that
 * we see it, a loop of a million lines would have taken minutes.
 */
export function toGuards({ trusted }: { readonly trusted: boolean }): string {
  return `(() => {
  const refuse = (target, name, error) =>
    Object.defineProperty(target, name, {
      configurable: true,
      get() { throw error(name); },
    });
  const unanswered = (name) =>
    new Error(\`Cannot use \${name} as nobody answers while a report is made: use parameters() and --set\`);
  for (const name of ["prompt", "confirm", "alert"]) {
    globalThis[name] = () => { throw unanswered(name + "()"); };
  }
  for (const target of [Deno, globalThis.process]) {
    refuse(target, "stdin", () => unanswered("standard input"));
  }
  ${
    trusted ? "" : `for (const name of ["localStorage", "caches"]) {
    refuse(globalThis, name, () =>
      new Deno.errors.NotCapable(
        \`Cannot use \${name} as a report keeps nothing for the next: keep it in a variable\`,
      ));
  }`
  }
  let prints = 0;
  const stop = (detail) => {
    void Deno.jupyter.broadcast("${TOO_LARGE}", { detail });
    throw new RangeError(detail);
  };
  for (const [name, print] of Object.entries(console)) {
    if (typeof print !== "function") continue;
    console[name] = (...values) => {
      const size = values.reduce(
        (sum, value) => sum + (typeof value === "string" ? value.length : 0),
        0,
      );
      if (size > ${MAX_OUTPUT_BYTES}) {
        stop(\`Cannot keep the output as it is over ${
    MAX_OUTPUT_BYTES / 1e6
  } MB: it has \${(size / 1e6).toFixed(1)} MB; show less\`);
      }
      if (++prints > ${MAX_PRINTS}) {
        stop("Cannot keep the output as it is over ${MAX_PRINTS} lines: print less, or join lines into one text");
      }
      return print(...values);
    };
  }
  return () => { prints = 0; };
})()`;
}
