import { expect, test } from "vitest";
import { isPartOfLine } from "../../../src/lab/lines/broken_line.ts";
import { lineText } from "./_lines.ts";

test("a line is what its protocol expects", () => {
  const fields = { stream: 3, metric: 42, sequence: 7 };
  const text = (shape: Parameters<typeof lineText>[1]) =>
    lineText(fields, shape);
  expect(text("graphite")).toBe(
    "bench.s03.host.app.requests.m00042 000000000007 1795257472429\n",
  );
  expect(text("statsd")).toBe(
    "bench.s03.app.m00042:000000000007|g|#due:1795257472429\n",
  );
  expect(text("influx")).toBe(
    "bench,stream=03,metric=m00042 value=000000000007i 1795257472429000000\n",
  );
  expect(text("syslog")).toBe(
    "<134>1 - host bench s03 m00042 - 000000000007 1795257472429\n",
  );
});

test("what is cut out of a line is a part of one, and other text is not", () => {
  const line = lineText().trimEnd();
  for (let at = 1; at < line.length; at++) {
    for (const part of [line.slice(0, at), line.slice(at)]) {
      expect(isPartOfLine(new TextEncoder().encode(part)), part).toBe(true);
    }
  }
  for (const text of ["", "benchmark.a 1 2", "x", "carbon.a.b 1 1795257472"]) {
    expect(isPartOfLine(new TextEncoder().encode(text)), text).toBe(false);
  }
});
