/**
 * Prints the slowest files of tests, the tests that were skipped for a program that no registry serves, and `N passed, N
 * failed, N skipped`, from vitest's JSON results. Exits with 1 if a test failed, was skipped for anything else, or none is there.
 */
// deno-lint-ignore-file no-console -- a script prints
import { z } from "zod";
import { main } from "./_main.ts";

const Results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(z.object({
    name: z.string(),
    /** In milliseconds since 1970. */
    startTime: z.number(),
    endTime: z.number(),
    /** Of the file: `failed` also if it could not be loaded. */
    status: z.string(),
    assertionResults: z.array(
      z.object({ fullName: z.string(), status: z.string() }),
    ),
  })),
});

/** What tests that cannot run in CI have in their names, as nothing that CI may install has what they need. */
const UNSERVED = "which no registry serves";

/** Files that are named as the slowest. */
const SLOWEST = 12;

main(async () => {
  const [path = ".loadline/test-results.json"] = Deno.args;
  const results = Results.parse(JSON.parse(await Deno.readTextFile(path)));
  const files = results.testResults.map(({ name, startTime, endTime }) => ({
    name: name.replace(/^.*?\/(?=test\/)/, ""),
    seconds: Math.round((endTime - startTime) / 1000),
  })).toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  console.log(
    `ci: slowest: ${
      files.map(({ name, seconds }) => `${name} ${seconds} s`).join(", ")
    }`,
  );
  const unserved = results.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName, status }) =>
      status === "skipped" && fullName.includes(UNSERVED)
    ).map(({ fullName }) => fullName);
  for (const name of unserved) console.log(`ci: skipped: ${name}`);
  const skipped = results.numPendingTests + results.numTodoTests;
  const failed = Math.max(
    results.numFailedTests,
    results.numFailedTestSuites && 1,
    results.testResults.some(({ status }) => status === "failed") ? 1 : 0,
  );
  console.log(
    `${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`,
  );
  const isEmpty = results.numPassedTests + skipped === 0;
  return failed > 0 || skipped > unserved.length || isEmpty ? 1 : 0;
});
