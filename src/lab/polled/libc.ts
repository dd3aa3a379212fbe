/**
 * Functions of the C library of Linux on sockets.
 *
 * Each read and write of Deno's own sockets is a promise of its scheduler: sockets that do nothing else take two thirds
 * of the processor time of a scenario on them (`deno task bench scenario`, Deno 2.9.6).
 */

const symbols = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "u32"],
    result: "i32",
  },
  getsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "buffer"],
    result: "i32",
  },
  // Their results, of 64 bits, are below the length, which is that of a buffer here.
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_pwait2: {
    parameters: ["i32", "buffer", "i32", "buffer", "pointer"],
    result: "i32",
  },
  __errno_location: { parameters: [], result: "pointer" },
  strerror: { parameters: ["i32"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The library; its owner closes it. */
export type LibcLibrary = Deno.DynamicLibrary<typeof symbols>;

/** Its functions, by their names in C. */
export type Libc = LibcLibrary["symbols"];

/** Opens the library; null on another system, without the right to call it, and where it lacks one of the functions. */
export function openLibc(): LibcLibrary | null {
  if (Deno.build.os !== "linux") return null;
  // Only where it was granted: nobody is to be asked in the middle of a run.
  const { state } = Deno.permissions.querySync({ name: "ffi" });
  if (state !== "granted") return null;
  try {
    return Deno.dlopen("libc.so.6", symbols);
  } catch {
    // Another C library, or one before 2.35.
    return null;
  }
}

/** Returns the number of the error of the last call that failed, which must have been the last call of all. */
export function readErrno(libc: Libc): number {
  const at = libc.__errno_location();
  return at === null ? 0 : new Deno.UnsafePointerView(at).getInt32();
}

/** Describes an error as Deno does: `Connection refused (os error 111)`. */
export function describeError(libc: Libc, errno: number): string {
  const text = libc.strerror(errno);
  return `${
    text === null ? "error" : Deno.UnsafePointerView.getCString(text)
  } (os error ${errno})`;
}
