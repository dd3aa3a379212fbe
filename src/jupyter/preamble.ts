/** What runs in a kernel before the first cell, and between and after them on our behalf. */
import { toGuards } from "./sandbox/guards.ts";
import { SERVICE, type Service } from "./sandbox/parent_service.ts";
import { NO_ERROR } from "./thrown.ts";

/** Name of a broadcast that says: all that the cell before showed has been sent. */
export const FENCE = "loadline_fence";

/** Name of a broadcast that carries an error which the kernel itself would swallow. */
export const REJECTION = "loadline_rejection";

/** Name of a broadcast that carries the JavaScript which the kernel made of a cell. */
export const SCRIPT = "loadline_script";

/** Where `parameters` finds the values given on the command line: a global under this registered symbol. */
export const OVERRIDES = "loadline.overrides";

/** Where the preamble leaves what is to be done between two cells. */
const BETWEEN = "loadline.between";

export interface PreambleOptions {
  readonly overrides: Readonly<Record<string, string>>;
  readonly service: Service | null;
  /** Whether the notebook keeps all permissions. */
  readonly trusted: boolean;
}

/**
 * Source of the preamble cell: makes uncaught errors known, leaves the overrides where `parameters` finds them and the
 * connection where `serviceConnection` does, guards what permissions do not (`guards.ts`), and gives up the permissions
 * that no notebook needs. The permission broker refuses the same, and more.
 */
export function toPreamble(
  { overrides, service, trusted }: PreambleOptions,
): string {
  return `await (async () => {
  const tell = (error) => {
    const { name, message, stack } = error instanceof Error
      ? error
      : { name: "Error", message: "${NO_ERROR}" + Deno.inspect(error), stack: "" };
    void Deno.jupyter.broadcast("${REJECTION}", {
      name: String(name),
      message: String(message),
      traceback: String(stack ?? "").split("\\n"),
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
  ${service === null ? "" : toConnect(service)}
  globalThis[Symbol.for("${BETWEEN}")] = ${toGuards({ trusted })};
  ${trusted ? "" : REVOKE}
})();`;
}

const REVOKE = `for (const name of ["run", "net", "write", "ffi", "import"]) {
    await Deno.permissions.revoke({ name });
  }`;

function toConnect({ port, token }: Service): string {
  return `const connection = await Deno.connect({ hostname: "127.0.0.1", port: ${port} });
  await connection.write(new TextEncoder().encode(${JSON.stringify(token)}));
  globalThis[Symbol.for("${SERVICE}")] = connection;`;
}

/** Source of the fence cell. Cells run in order and so do broadcasts, hence it arrives after everything before it. */
export function toFence(id: string): string {
  return `globalThis[Symbol.for("${BETWEEN}")]?.();
void Deno.jupyter.broadcast(${JSON.stringify(FENCE)}, { id: ${
    JSON.stringify(id)
  } })`;
}

/**
 * Source of a cell that asks the kernel's own debugger for the JavaScript of the cell that begins with `prefix`. Nothing is
 * sent when it is no longer held, or larger than a message may be.
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
  const ask = (method, params) =>
    new Promise((resolve) =>
      session.post(method, params, (_, answer) => resolve(answer))
    );
  await ask("Debugger.enable", {});
  const start = "'use strict'; void 0;" + ${JSON.stringify(prefix)};
  for (const scriptId of ids) {
    const answer = await ask("Debugger.getScriptSource", { scriptId });
    const text = answer?.scriptSource ?? "";
    if (text.startsWith(start) && text.length < 400_000) {
      void Deno.jupyter.broadcast("${SCRIPT}", { text });
    }
  }
  session.disconnect();
})();`;
}
