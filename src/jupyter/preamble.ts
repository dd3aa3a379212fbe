/** Sources of the cells that the executor runs in a kernel before, between and after the notebook's cells. */
import { toGuards } from "./sandbox/guards.ts";
import {
  PARENT_CONNECTION,
  type ParentService,
} from "./sandbox/parent_service.ts";
import { NON_ERROR_PREFIX } from "./thrown_value.ts";

/** Broadcast type: all outputs of the previous cell have been sent. */
export const FENCE = "loadline_fence";

/** Broadcast type: an uncaught error, which the kernel itself would not report. */
export const REJECTION = "loadline_rejection";

/** Broadcast type: the JavaScript that the kernel compiled a cell to. */
export const SCRIPT = "loadline_script";

/** Symbol key of the global that holds the values of the command line for `parameters`. */
export const OVERRIDES = "loadline.overrides";

/** Symbol key of the global function that the fence calls between two cells, with its ID. */
const BETWEEN_CELLS = "loadline.between";

export interface PreambleOptions {
  readonly overrides: Readonly<Record<string, string>>;
  readonly service: ParentService | null;
  /** URLs of modules by what cells import them as. */
  readonly modules: Readonly<Record<string, string>>;
  /** True to keep all permissions. */
  readonly trusted: boolean;
}

/**
 * Returns the source of the preamble cell: it reports uncaught errors, installs the guards of `guards.ts`, stores the
 * overrides for `parameters` and the connection for `findParentConnection`, makes imports of `modules` resolve to their
 * URLs, and revokes the permissions that no notebook needs. The permission broker denies the same permissions, and more.
 */
export function toPreamble(
  { overrides, service, modules, trusted }: PreambleOptions,
): string {
  return `await (async () => {
  const report = (error) => {
    const { name, message, stack } = error instanceof Error
      ? error
      : { name: "Error", message: "${NON_ERROR_PREFIX}" + Deno.inspect(error), stack: "" };
    void Deno.jupyter.broadcast("${REJECTION}", {
      name: String(name),
      message: String(message),
      traceback: String(stack ?? "").split("\\n"),
    });
  };
  const fences = new Set();
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    const { reason } = event;
    if (fences.delete(reason)) {
      event.stopImmediatePropagation();
      void Deno.jupyter.broadcast("${FENCE}", reason);
    } else {
      report(reason);
    }
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    report(event.error);
  });
  // Before all that can fail: without a fence, nobody would hear of it.
  const startCell = ${toGuards({ trusted })};
  const reject = Promise.reject.bind(Promise);
  globalThis[Symbol.for("${BETWEEN_CELLS}")] = (id) => {
    startCell();
    const fence = { id };
    fences.add(fence);
    void reject(fence);
  };
  globalThis[Symbol.for("${OVERRIDES}")] = JSON.parse(${
    JSON.stringify(JSON.stringify(overrides))
  });
  ${service === null ? "" : toConnect(service)}
  ${Object.keys(modules).length === 0 ? "" : toHook(modules)}
  ${trusted ? "" : REVOKE}
})();`;
}

const REVOKE = `for (const name of ["run", "net", "write", "ffi", "import"]) {
    await Deno.permissions.revoke({ name });
  }`;

function toConnect({ port, token }: ParentService): string {
  return `const connection = await Deno.connect({ hostname: "127.0.0.1", port: ${port} });
  await connection.write(new TextEncoder().encode(${JSON.stringify(token)}));
  globalThis[Symbol.for("${PARENT_CONNECTION}")] = connection;`;
}

function toHook(modules: Readonly<Record<string, string>>): string {
  return `const urls = new Map(Object.entries(JSON.parse(${
    JSON.stringify(JSON.stringify(modules))
  })));
  const { registerHooks } = await import("node:module");
  registerHooks({
    resolve: (specifier, context, next) => {
      const url = urls.get(specifier);
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
    },
  });`;
}

/**
 * Returns the source of the fence cell. Cells, broadcasts and rejections are ordered, so it arrives after all earlier
 * messages: the fence is itself a rejection, as those of a cell are only reported in a later turn of the event loop.
 */
export function toFence(id: string): string {
  return `globalThis[Symbol.for("${BETWEEN_CELLS}")](${JSON.stringify(id)})`;
}

/**
 * Returns the source of a cell that requests, from the kernel's own debugger, the JavaScript of the cell that begins
 * with `prefix`. Nothing is sent if the script has been collected or exceeds the message limit.
 */
export function toScriptRequest(prefix: string): string {
  return `await (async () => {
  const { Session } = await import("node:inspector");
  const session = new Session();
  session.connect();
  const ids = [];
  session.on("Debugger.scriptParsed", ({ params: { url, scriptId } }) => {
    if (url === "") ids.push(scriptId);
  });
  const request = (method, params) =>
    new Promise((resolve) =>
      session.post(method, params, (_, reply) => resolve(reply))
    );
  await request("Debugger.enable", {});
  const start = "'use strict'; void 0;" + ${JSON.stringify(prefix)};
  for (const scriptId of ids) {
    const reply = await request("Debugger.getScriptSource", { scriptId });
    const text = reply?.scriptSource ?? "";
    if (text.startsWith(start) && text.length < 400_000) {
      void Deno.jupyter.broadcast("${SCRIPT}", { text });
    }
  }
  session.disconnect();
})();`;
}
