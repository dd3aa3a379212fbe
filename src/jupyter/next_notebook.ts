/**
 * Sources of the cells that end a notebook on a kernel and make it ready for another.
 *
 * The kernel makes constants of imports, and runs cells in V8's mode for consoles: a constant may be declared again, and of
 * each name there is one value, that of its last declaration. So declaring all names of a notebook once more hides their
 * values from the next one, and lets the kernel forget them.
 */
import { OVERRIDES } from "./preamble.ts";
import { EARLIER_NOTEBOOKS } from "./sandbox/parent_service.ts";

/** Broadcast type: the names that notebooks have declared. */
export const NAMES = "loadline_names";

/**
 * Returns the source of a cell that ends a notebook: the store no longer answers what it left running (`remote_store.ts`).
 * Sends the names that cells declared, and those of them that hide a global from all code in the kernel.
 */
export function toEndOfNotebook(): string {
  return `await (async () => {
  const key = Symbol.for("${EARLIER_NOTEBOOKS}");
  globalThis[key] = (globalThis[key] ?? 0) + 1;
  const { Session } = await import("node:inspector");
  const session = new Session();
  session.connect();
  const { names } = await new Promise((resolve, reject) =>
    session.post("Runtime.globalLexicalScopeNames", {}, (error, reply) =>
      error ? reject(error) : resolve(reply)
    )
  );
  session.disconnect();
  void Deno.jupyter.broadcast("${NAMES}", {
    names: [...new Set(names)],
    hiding: names.filter((name) => name in globalThis),
  });
})();`;
}

/**
 * Returns the source of a cell that begins another notebook: it stores the overrides for `parameters`, and gives each name
 * a value of which every use is an error, as is that of a name which nothing declares. It fails if a name is no constant.
 */
export function toNextNotebook(
  names: readonly string[],
  overrides: Readonly<Record<string, string>>,
): string {
  return `const { ${names.join(", ")} } = (() => {
  globalThis[Symbol.for("${OVERRIDES}")] = JSON.parse(${
    JSON.stringify(JSON.stringify(overrides))
  });
  const refuse = () => {
    throw new ReferenceError("Cannot use a name that no cell above declares");
  };
  // What is printed is read around a proxy, from its target.
  refuse[Symbol.for("Deno.customInspect")] = refuse;
  const gone = new Proxy(refuse, new Proxy({}, { get: refuse }));
  return new Proxy({}, { get: () => gone });
})();`;
}
