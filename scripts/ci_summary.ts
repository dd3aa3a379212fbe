/** Prints `N passed, N failed, N skipped` from vitest's JSON results. Exits with 1 if a test failed or was skipped. */
// deno-lint-ignore-file no-console -- a script prints
import { z } from "zod";
import { main } from "./_main.ts";

const Results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numFailedTestSuites: z.number(),
});

main(async () => {
  const [path = ".loadline/test-results.json"] = Deno.args;
  const results = Results.parse(JSON.parse(await Deno.readTextFile(path)));
  const skipped = results.numPendingTests + results.numTodoTests;
  const failed = Math.max(
    results.numFailedTests,
    results.numFailedTestSuites && 1,
  );
  console.log(
    `${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`,
  );
  return failed > 0 || skipped > 0 ? 1 : 0;
});
