import { expect, test } from "vitest";
import { toJUnitXml } from "../../../src/report/text/junit.ts";

const passed = { suite: "", name: "a", failure: "", skipped: "" };

test("toJUnitXml() counts failures and what could not be told, by suite", () => {
  const text = toJUnitXml("all", [
    passed,
    { ...passed, suite: "s", name: "b", failure: "120 ms", skipped: "too" },
    { ...passed, name: "c", skipped: "too few" },
  ], "none");
  expect(text.split("\n")).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="all" tests="3" failures="1" skipped="1">',
    '  <testsuite name="none" tests="2" failures="0" skipped="1">',
    '    <testcase classname="none" name="a"/>',
    '    <testcase classname="none" name="c"><skipped message="too few"/></testcase>',
    "  </testsuite>",
    '  <testsuite name="s" tests="1" failures="1" skipped="0">',
    '    <testcase classname="s" name="b"><failure message="120 ms"/></testcase>',
    "  </testsuite>",
    "</testsuites>",
  ]);
});

test("toJUnitXml() escapes what would end an attribute, and drops what XML cannot hold", () => {
  const text = toJUnitXml("<&", [{
    ...passed,
    name: 'a"\n\ufffe\ud800b',
    failure: "\u0001'<",
  }], "none");
  expect(text).toContain('name="&lt;&amp;"');
  expect(text).toContain('name="a&quot; \ufffdb"');
  expect(text).toContain('message="&#39;&lt;"');
});
