/**
 * What a notebook may do when a report is made of it: read the project's files and Deno's cache, and compute. All else
 * is refused by name. In a Jupyter session the user's own rights hold, and none of this applies.
 */
import { normalize } from "node:path";

/** One question of Deno's permission system: https://docs.deno.com/runtime/fundamentals/security/. */
export interface PermissionRequest {
  /** `read`, `write`, `net`, `env`, `run`, `ffi`, `sys` or `import`. */
  readonly permission: string;
  /** A path, a host with its port, a name; null where all of a kind is asked for. */
  readonly value: string | null;
}

/** The limits of one kernel. */
export interface Limits {
  /** Folders whose files may be read, with all below them; real paths. */
  readonly readable: readonly string[];
  /** `host:port` that may be listened on or connected to. */
  readonly addresses: ReadonlySet<string>;
}

/** Environment variables that steer where packages come from. */
const steering = /^(DENO|NPM|JSR)_/;

/** What our own debugger session in the kernel needs. */
const knowable = new Set(["inspector"]);

const instead = "use deno task report --trust where the notebook needs it";

/**
 * Null when the request is granted, or the message of the error that the notebook gets. `folder` is where relative paths
 * start: the kernel's working folder, null where it cannot be told.
 */
export function refuse(
  { permission, value }: PermissionRequest,
  { readable, addresses }: Limits,
  folder: string | null,
): string | null {
  const what = value === null ? "" : ` '${value}'`;
  switch (permission) {
    case "read":
      return isBelow(value, folder, readable)
        ? null
        : `Cannot read${what} as a notebook may read the project's files alone: ${instead}`;
    case "write":
      return `Cannot write${what} as a notebook may not write files: show the result, or ${instead}`;
    case "net":
      return value !== null && addresses.has(value)
        ? null
        : `Cannot reach${what} as a notebook may not use the network: ${instead}`;
    case "run":
      return `Cannot run or signal a program${what} as a notebook may not: ${instead}`;
    case "ffi":
      return `Cannot load the native library${what} as a notebook may not: query through openStore(), or ${instead}`;
    case "import":
      return `Cannot import from${what} as a notebook imports what deno.lock holds: add it there, or ${instead}`;
    case "env":
      return value === null || !steering.test(value)
        ? null
        : `Cannot use the environment variable${what} as it steers where packages come from: ${instead}`;
    case "sys":
      return value !== null && knowable.has(value)
        ? null
        : `Cannot ask for${what} as a report does not depend on the machine it is made on: ${instead}`;
    default:
      return `Cannot use '${permission}' as a notebook may not: ${instead}`;
  }
}

/**
 * Whether a path leads into one of these folders once links are followed. Deno may shorten `a/..` before it looks, and the
 * system follows a link named `a` first, so both readings must.
 */
function isBelow(
  path: string | null,
  folder: string | null,
  folders: readonly string[],
): boolean {
  if (path === null || (folder === null && !path.startsWith("/"))) return false;
  const full = path.startsWith("/") ? path : `${folder}/${path}`;
  return [full, normalize(full)].map(realPath).every((real) =>
    real !== null &&
    folders.some((one) => real === one || real.startsWith(`${one}/`))
  );
}

/** Of a file that is not there, its folder's. */
function realPath(path: string): string | null {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    const folder = path.replace(/\/[^/]*\/*$/, "");
    return error instanceof Deno.errors.NotFound && folder !== path
      ? realPath(folder === "" ? "/" : folder)
      : null;
  }
}
