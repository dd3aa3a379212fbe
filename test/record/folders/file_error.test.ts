import { expect, test } from "vitest";
import { withTempFolder } from "../../testing/records.ts";
import { UsageError } from "../../../src/record/model/errors.ts";
import {
  refusalReason,
  withFileRemedy,
} from "../../../src/record/folders/file_error.ts";

/** An error of the system with its code. */
function refused(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

test("withFileRemedy() names the file, the reason and the remedy", () => {
  const messages = [
    refused(
      "EROFS",
      "Read-only file system (os error 30): open '/records/.ingest.lock'",
    ),
    refused("EACCES", "EACCES: permission denied, mkdir '/records/part'"),
    refused(
      "ENOSPC",
      "No space left on device (os error 28): rename '/a' -> '/b c'",
    ),
  ].map((error) => {
    const usage = withFileRemedy(error);
    if (!(usage instanceof UsageError)) {
      throw new Error("Expected a UsageError");
    }
    expect(usage.cause).toBe(error);
    return usage.message;
  });
  expect(messages).toEqual([
    "Cannot use '/records/.ingest.lock' as its file system is read-only: make it writable, or name another folder",
    "Cannot use '/records/part' as this user may not do that there: let this user read and write there, or name another folder",
    "Cannot use '/a' as there is no room left: make room there, or name another folder",
  ]);
});

test("withFileRemedy() knows the errors of this system", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const path = `${folder}/file/records`;
    const error = await Deno.mkdir(path).catch((error) => error);
    expect(String(withFileRemedy(error))).toBe(
      `UsageError: Cannot use '${path}' as it is no folder, or below a file: name another folder`,
    );
  }));

test("withFileRemedy() explains a path that Deno keeps from programs", () => {
  const error = new Deno.errors.NotCapable(
    'Requires all access to "/proc/1/fd", run again with the --allow-all flag',
  );
  expect(String(withFileRemedy(error))).toBe(
    "UsageError: Cannot use '/proc/1/fd' as it is in a folder of the system that no program may use unless it has all permissions: name another folder",
  );
  const other = new Deno.errors.NotCapable(
    'Requires net access to "a:1", run again with the --allow-net flag',
  );
  expect(withFileRemedy(other)).toBe(other);
});

test("withFileRemedy() leaves others as they are", () => {
  for (
    const other of [
      refused("EACCES", "Failed to spawn 'etcd': Permission denied"),
      refused("ENOENT", "No such file or directory (os error 2): open '/a'"),
      new Error("Cannot do it"),
      "text",
    ]
  ) expect(withFileRemedy(other)).toBe(other);
});

test("refusalReason() has the name of an error that it does not know", () => {
  expect(refusalReason(new TypeError("x"))).toBe("the system says TypeError");
});
