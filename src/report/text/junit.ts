/** Prints results as JUnit XML, which CI servers read. */
import { escapeHtml } from "./escape.ts";

/** One result. */
export interface TestCase {
  /** Group that it is in. */
  readonly suite: string;
  readonly name: string;
  /** Why it failed; empty if it did not. */
  readonly failure: string;
  /** Why it could not be told; empty if it could. */
  readonly skipped: string;
}

/** Returns the XML, a suite for each group in order of its first case; `untitled` is the name of a suite without one. */
export function toJUnitXml(
  title: string,
  cases: readonly TestCase[],
  untitled: string,
): string {
  const named = cases.map((one) => ({ ...one, suite: one.suite || untitled }));
  const suites = [...Map.groupBy(named, ({ suite }) => suite)].map(
    ([name, cases]) =>
      `  <testsuite name="${attribute(name)}" ${countsOf(cases)}>\n${
        cases.map(toXml).join("\n")
      }\n  </testsuite>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(title)}" ${countsOf(cases)}>`,
    ...suites,
    "</testsuites>",
  ].join("\n");
}

function toXml({ suite, name, failure, skipped }: TestCase): string {
  const head = `    <testcase classname="${attribute(suite)}" name="${
    attribute(name)
  }"`;
  if (failure !== "") {
    return `${head}><failure message="${attribute(failure)}"/></testcase>`;
  }
  return skipped === ""
    ? `${head}/>`
    : `${head}><skipped message="${attribute(skipped)}"/></testcase>`;
}

function countsOf(cases: readonly TestCase[]): string {
  const failed = cases.filter(({ failure }) => failure !== "").length;
  const skipped =
    cases.filter(({ failure, skipped }) => failure === "" && skipped !== "")
      .length;
  return `tests="${cases.length}" failures="${failed}" skipped="${skipped}"`;
}

/** One line, without what XML 1.0 cannot hold: lone surrogates and non-characters. */
function attribute(text: string): string {
  return escapeHtml(text.toWellFormed().replace(/[\ufffe\uffff]/g, ""))
    .replace(/\s+/g, " ");
}
