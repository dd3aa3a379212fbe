import { expect, test } from "vitest";
import {
  toLimits,
  trustSection,
} from "../../../src/run_report/sections/trust.ts";
import { toTestContent } from "../../testing/run_content.ts";

test("toLimits() says that the machine was busy from 90 % on, rounded down", () => {
  const labels = (host: number | null) =>
    toLimits(toTestContent({ host })).map(({ label }) => label);
  expect(labels(0.979)).toEqual(["the machine was busy for 97 %"]);
  expect(labels(0.899)).toEqual([]);
  expect(labels(null)).toEqual([]);
});

test("trustSection() tells what a busy machine means for the figures", () => {
  const textOf = (host: number) =>
    JSON.stringify(trustSection(toTestContent({ host })));
  expect(textOf(0.979)).toContain("**97 %** of the machine's processors");
  expect(textOf(0.5)).not.toContain("processors were in use");
});
