import { expect, test } from "vitest";
import { csvLayout } from "../../../src/ingest/jmeter/jtl_layout.ts";

function layoutOf(...lines: readonly string[]) {
  const text = lines.join("\n");
  return csvLayout({ name: "a.jtl", text, lines, isCrlf: false });
}

test.each([",", ";", "\t", "|"])("csvLayout() reads a header with %j", (at) => {
  const labels = ["timeStamp", "elapsed", "label", "success"];
  expect(layoutOf(labels.join(at)))
    .toEqual({ delimiter: at, labels, hasHeader: true });
});

test("csvLayout() renames labels that repeat others, whatever their case", () => {
  expect(layoutOf('label,success,"URL",url,')?.labels)
    .toEqual(["label", "success", "URL", "column 4", "column 5"]);
});

test("csvLayout() takes the first columns of a file without a header for the default ones", () => {
  const layout = layoutOf("1393227741256,14,a,200,OK,t 1-1,text,true,3478,1");
  expect(layout?.hasHeader).toBe(false);
  expect(layout?.labels.slice(6))
    .toEqual(["dataType", "success", "column 9", "column 10"]);
});

test("csvLayout() is null for other files", () => {
  expect(layoutOf("a,b,c")).toBeNull();
  expect(layoutOf("1393227741256,14,a,200")).toBeNull();
});
