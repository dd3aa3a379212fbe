/** Checks that records can be written, before anything is run. */
import { UsageError } from "../../record/mod.ts";

/** Reasons of the operating system, in the words of an error. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EDQUOT: "the quota of this user is used up",
  EEXIST: "it is no folder",
  ENOENT: "no folder can be made there",
  ENOSPC: "there is no room left",
  ENOTDIR: "it is no folder, or below a file",
  EPERM: "this user may not write there",
  EROFS: "its file system is read-only",
};

/** Makes the folder of the records, and a file in it for a moment. Throws `UsageError` if either cannot be made. */
export async function requireWritableRecords(data: string): Promise<void> {
  try {
    await Deno.mkdir(data, { recursive: true });
    await Deno.remove(await Deno.makeTempFile({ dir: data, prefix: ".try-" }));
  } catch (error) {
    const { code, name } = error as Error & { readonly code?: unknown };
    throw new UsageError(
      `Cannot write records in ${data} as ${
        reasons[String(code)] ?? `the system says ${name}`
      }: name another folder with --data`,
    );
  }
}
