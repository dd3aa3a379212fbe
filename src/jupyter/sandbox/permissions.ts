/**
 * Permissions of a notebook while its report is made: it may read the project's files and Deno's cache, and compute.
 * Each other request is denied with a message. A Jupyter session has the user's own rights, without these limits.
 */
import { normalize } from "node:path";

/** Request of Deno's permission system: https://docs.deno.com/runtime/fundamentals/security/. */
export interface PermissionRequest {
  /** `read`, `write`, `net`, `env`, `run`, `ffi`, `sys` or `import`. */
  readonly permission: string;
  /** Path, `host:port` or name; null for all of a kind. */
  readonly value: string | null;
}

/** Limits of one kernel. */
export interface Limits {
  /** Folders that may be read, recursively; real paths. */
  readonly readable: readonly string[];
  /** `host:port` that may be listened on or connected to. */
  readonly addresses: ReadonlySet<string>;
}

/** Environment variables that set the source of packages. */
const packageSourceVariables = /^(DENO|NPM|JSR)_/;

/** Kinds of system information that `toScriptRequest` needs for its debugger session. */
const allowedSystemInfo = new Set(["inspector"]);

const remedy = "use deno task report --trust where the notebook needs it";

/**
 * Returns null if the request is granted, else the message of the error in the notebook. `folder` is the kernel's
 * working folder, from which relative paths resolve; null if it is unknown.
 */
export function findDenialReason(
  { permission, value }: PermissionRequest,
  { readable, addresses }: Limits,
  folder: string | null,
): string | null {
  const object = value === null ? "" : ` '${value}'`;
  switch (permission) {
    case "read":
      return isBelow(value, folder, readable)
        ? null
        : `Cannot read${object} as a notebook may read only the project's files: ${remedy}`;
    case "write":
      return `Cannot write${object} as a notebook may not write files: show the result, or ${remedy}`;
    case "net":
      return value !== null && addresses.has(value)
        ? null
        : `Cannot reach${object} as a notebook may not use the network: ${remedy}`;
    case "run":
      return `Cannot run or signal a program${object} as a notebook may not: ${remedy}`;
    case "ffi":
      return `Cannot load the native library${object} as a notebook may not: query through openStore(), or ${remedy}`;
    case "import":
      return `Cannot import from${object} as a notebook imports only packages in deno.lock: add it there, or ${remedy}`;
    case "env":
      return value === null || !packageSourceVariables.test(value)
        ? null
        : `Cannot use the environment variable${object} as it sets the source of packages: ${remedy}`;
    case "sys":
      return value !== null && allowedSystemInfo.has(value)
        ? null
        : `Cannot query${object} as a report must not depend on the machine that makes it: ${remedy}`;
    default:
      return `Cannot use '${permission}' as a notebook may not: ${remedy}`;
  }
}

/**
 * Returns true if a path is in one of these folders after links are resolved. Deno may shorten `a/..` before access,
 * while the system first follows a link named `a`, so both readings must be inside.
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
    folders.some((allowed) =>
      real === allowed || real.startsWith(`${allowed}/`)
    )
  );
}

/** Returns the real path of a file, or that of its nearest existing folder; null if there is none. */
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
