import { expect, test } from "vitest";
import { UsageError } from "../../../src/record/mod.ts";
import { withRemedy } from "../../../src/store/file/full_disk.ts";

test.each([
  new Error(
    'TransactionContext Error: Failed to commit: Could not write file "/data/.loading-1/next.duckdb.wal": No space left on device',
  ),
  Object.assign(new Error("write"), { code: "ENOSPC" }),
])(
  "withRemedy() says what cannot be done, and what to do when the disk is full",
  (cause) => {
    const error = withRemedy(
      cause,
      "load the records into /data/loadline.duckdb",
    );
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^Cannot load the records into \/data\/loadline\.duckdb as its disk is full: make room/,
      ),
      cause,
    });
  },
);

test("withRemedy() leaves other errors as they are", () => {
  const error = new Error("Catalog Error: no table");
  expect(withRemedy(error, "load the records")).toBe(error);
});
