import { expect, test } from "vitest";
import { needsDiego, needsKubernetes } from "../testing/programs.ts";
import { withTempFolder } from "../testing/records.ts";
import { runScript } from "./_scripts.ts";

/** Returns vitest's results of a file with these tests: names and statuses. */
function resultsOf(
  tests: Readonly<Record<string, string>>,
  status = "passed",
) {
  const assertionResults = Object.entries(tests)
    .map(([fullName, status]) => ({ fullName, status }));
  const count = (wanted: string) =>
    assertionResults.filter(({ status }) => status === wanted).length;
  return {
    ...{ numPassedTests: count("passed"), numFailedTests: count("failed") },
    ...{ numPendingTests: count("skipped"), numTodoTests: count("todo") },
    numFailedTestSuites: count("failed"),
    testResults: [{
      ...{ name: "/x/test/a.test.ts", startTime: 0, endTime: 2000 },
      status,
      assertionResults,
    }],
  };
}

test.each([
  [1, "1 passed, 1 failed, 0 skipped", "failed", { a: "passed" }],
  [1, "0 passed, 0 failed, 0 skipped", "passed", {}],
])(
  "ci_summary exits with %i after %s, with a file that %s",
  async (code, last, status, tests) => {
    await withTempFolder(async (folder) => {
      const path = `${folder}/results.json`;
      await Deno.writeTextFile(path, JSON.stringify(resultsOf(tests, status)));
      const finished = await runScript("ci_summary", path);
      const lines = finished.stdout.trimEnd().split("\n");
      expect([finished.code, lines.at(-1)]).toEqual([code, last]);
    });
  },
);

test.each([
  [0, "1 passed, 0 failed, 0 skipped", { a: "passed" }],
  [1, "1 passed, 1 failed, 0 skipped", { a: "passed", b: "failed" }],
  [1, "0 passed, 0 failed, 1 skipped", { "b (needs etcd)": "skipped" }],
  [1, "0 passed, 0 failed, 1 skipped", { a: "todo" }],
  [0, "0 passed, 0 failed, 2 skipped", {
    [`a ${needsDiego.name}`]: "skipped",
    [`b ${needsKubernetes.name}`]: "skipped",
  }],
  [1, "0 passed, 0 failed, 2 skipped", {
    [`a ${needsDiego.name}`]: "skipped",
    "b (needs etcd)": "skipped",
  }],
  [1, "0 passed, 1 failed, 0 skipped", {
    [`a ${needsDiego.name}`]: "failed",
  }],
])("ci_summary exits with %i after %s", async (code, last, tests) => {
  await withTempFolder(async (folder) => {
    const path = `${folder}/results.json`;
    await Deno.writeTextFile(path, JSON.stringify(resultsOf(tests)));
    const finished = await runScript("ci_summary", path);
    const lines = finished.stdout.trimEnd().split("\n");
    expect([finished.code, lines.at(-1)]).toEqual([code, last]);
    expect(lines.filter((line) => line.startsWith("ci: skipped: "))).toEqual(
      Object.entries(tests).filter(([name, status]) =>
        status === "skipped" && name.includes("no registry")
      ).map(([name]) => `ci: skipped: ${name}`),
    );
  });
});
