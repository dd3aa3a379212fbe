/** Finding the files to import and reading them as text. */
import { InputError, type SourceFile } from "./importer.ts";

export interface ReadSourceOptions {
  /** Largest file taken, in bytes. @default {268435456} */
  readonly maxBytes?: number;
}

/**
 * Reads one file as UTF-8, without its byte order mark.
 *
 * Throws `InputError` for a file that is missing, a folder, empty, too large, binary, or not UTF-8. It reads synchronously:
 * of thousands of small files each would wait longer for a thread than for the disk.
 */
export function readSource(
  path: string,
  { maxBytes = 256 * 2 ** 20 }: ReadSourceOptions = {},
): SourceFile {
  const { isFile, isDirectory, size } = stat(path);
  if (isDirectory) {
    throw new InputError(path, "", "is a folder", "name a file in it");
  }
  if (!isFile) {
    throw new InputError(
      path,
      "",
      "is not a regular file",
      "write its content to a file first",
    );
  }
  if (size > maxBytes) {
    throw new InputError(
      path,
      "",
      `has ${size} bytes, more than the ${maxBytes} that are read at once`,
      "split it into smaller files",
    );
  }
  const text = decode(path, access(path, () => Deno.readFileSync(path)));
  if (text.trim() === "") {
    throw new InputError(path, "", "is empty", "export the results again");
  }
  return { name: path, text };
}

function decode(path: string, bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    throw new InputError(
      path,
      "",
      `is binary: byte ${zero + 1} is 0`,
      "unpack or convert it to UTF-8 text first",
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(
      path,
      "",
      `is not UTF-8: byte ${firstInvalid(bytes) + 1} is wrong`,
      "convert it to UTF-8 first",
    );
  }
}

/** Offset of the first byte that is not UTF-8: where a replacement character stands that the bytes do not spell. */
function firstInvalid(bytes: Uint8Array): number {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  let offset = 0;
  for (const character of text) {
    const written = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf &&
      bytes[offset + 2] === 0xbd;
    if (character === "\ufffd" && !written) return offset;
    const code = character.codePointAt(0) ?? 0;
    offset += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return offset;
}

/**
 * The files to read, each once: named files as they are, folders walked in sorted order for files with one of the endings.
 *
 * Symbolic links and names that begin with a dot are passed over inside a folder, so that a walk never leaves it.
 * Throws `InputError` for a path that is missing and for a folder that holds no such file.
 */
export function listSources(
  paths: readonly string[],
  extensions: readonly string[],
): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const { isDirectory } = stat(path);
    if (!isDirectory) {
      found.add(path);
      continue;
    }
    const inside = walk(path.replace(/(?<=.)\/+$/, ""), extensions);
    if (inside.length === 0) {
      throw new InputError(
        path,
        "",
        `holds no file that ends in ${extensions.join(" or ")}`,
        "name the files, or a folder that holds some",
      );
    }
    for (const file of inside) found.add(file);
  }
  return [...found];
}

function walk(folder: string, extensions: readonly string[]): string[] {
  const entries = access(folder, () => [...Deno.readDirSync(folder)]);
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  const found: string[] = [];
  for (const { name, isDirectory, isFile } of entries) {
    const path = `${folder}/${name}`;
    if (name.startsWith(".")) continue;
    if (isDirectory) found.push(...walk(path, extensions));
    else if (isFile && extensions.some((ending) => name.endsWith(ending))) {
      found.push(path);
    }
  }
  return found;
}

function stat(path: string): Deno.FileInfo {
  return access(path, () => Deno.statSync(path));
}

function access<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(path, "", "does not exist", "check the path");
    }
    if (
      error instanceof Deno.errors.PermissionDenied ||
      error instanceof Deno.errors.NotCapable
    ) {
      throw new InputError(path, "", "may not be read", "check its mode");
    }
    throw error;
  }
}
