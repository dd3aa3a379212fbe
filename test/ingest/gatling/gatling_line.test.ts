import { expect, test } from "vitest";
import { readGatlingLine } from "../../../src/ingest/gatling/gatling_line.ts";

const [start, end] = [1509787167394, 1509787167845];

/** A request without the fields that only some layouts have. */
const request = {
  kind: "request",
  groups: "",
  name: "ping",
  user: "",
  startMs: start,
  endMs: end,
  isOk: true,
  message: "",
  code: "",
};

test.each([
  ["3.4", ["", "ping", start, end, "OK"], {}],
  ["3.0", ["7", "", "ping", start, end, "OK"], { user: "7" }],
  ["2.x", ["Home", "7", "", "ping", start, end, "OK"], { user: "7" }],
  ["2.0", ["Home", "7", "", "ping", start, start, end, end, "OK"], {
    user: "7",
  }],
  ["a group", ["a,b", "ping", start, end, "OK"], { groups: "a / b" }],
  ["a space for no group", [" ", "ping", start, end, "OK", " "], {}],
])("readGatlingLine() reads a request of %s", (_, fields, differs) => {
  expect(readGatlingLine(["REQUEST", ...fields].join("\t")))
    .toEqual({ ...request, ...differs });
});

test("readGatlingLine() finds the status in the message of a failure", () => {
  const message = "status.find.in(200,304), but actually found 400";
  const text = ["REQUEST", "", "ping", start, end, "KO", message].join("\t");
  expect(readGatlingLine(text))
    .toEqual({ ...request, isOk: false, message, code: "400" });
});

test.each([
  ["USER\tHome\tSTART\t1509787167379\t1509787167379", 1],
  ["USER\tHome\tEND\t1509787168415\t1509787169287", -1],
  ["USER\tHome\t3\tSTART\t1617204668243\t1617204668243", 1],
  ["USER\tTaurus Scenario START\t1522406682831\t1522406682831", 1],
])("readGatlingLine() reads %j", (text, change) => {
  expect(readGatlingLine(text)).toMatchObject({ kind: "user", change });
});

test("readGatlingLine() reads a group, whatever stands before its name", () => {
  const times = `${start}\t${end}\t400\tKO`;
  const group = {
    kind: "group",
    groups: "a",
    startMs: start,
    endMs: end,
  };
  expect(readGatlingLine(`GROUP\ta\t${times}`)).toEqual(group);
  expect(readGatlingLine(`GROUP\t7\ta\t${times}`)).toEqual(group);
  expect(readGatlingLine(`GROUP\tHome\t7\ta\t${times}`)).toEqual(group);
});

test.each([
  ["REQUEST\t\tping\t15097", "its status or times cannot be read"],
  [
    `REQUEST\t\tping\t${end}\t${start}\tOK`,
    "it ends before it starts",
  ],
  ["USER\tHome\tSTART\tnow", "its time, or START or END, cannot be read"],
  ["REQUES", "it begins with no word of Gatling"],
])("readGatlingLine() rejects %j", (text, problem) => {
  expect(readGatlingLine(text)).toEqual({ kind: "rejected", problem });
});
