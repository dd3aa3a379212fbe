import { expect, test } from "vitest";
import { flatFields } from "../../../src/ingest/lager/flat_fields.ts";

const wanted = new Set(["session", "request", "index"]);

test.each([
  '{"method":"POST","request":"/v1/desired_lrp/desire.r2","session":"4.1"}',
  '{"session":"1","index":0}',
  '{"index":-12,"session":""}',
  '{"session":"1","session":"2"}',
  '{"other":"{\\u007d"}'.replace("\\u007d", "}"),
  "{}",
])(
  "flatFields('%s') gives what JSON.parse gives of the wanted fields",
  (text) => {
    const parsed: Record<string, unknown> = JSON.parse(text);
    const kept = Object.entries(parsed).filter(([key]) => wanted.has(key));
    expect(flatFields(text, 0, wanted)).toEqual(Object.fromEntries(kept));
    expect(flatFields(`prefix ${text}`, 7, wanted))
      .toEqual(Object.fromEntries(kept));
  },
);

test.each([
  '{"session":"a\\"b"}',
  '{"session":{"a":1}}',
  '{"key":["1"],"session":"1"}',
  '{"session":null}',
  '{"index":1.5}',
  '{"index":1e3}',
  '{"index":01}',
  '{"index":-}',
  '{"session":"1",}',
  '{"session":"1"',
  '{"session":"1}',
  '{"session" :"1"}',
  '{ "session":"1"}',
  '{"session":"1"} ',
  '{"session":"1"}}',
  '{"session":"1""index":1}',
  "{,}",
  "{",
  "}",
  "",
])("flatFields('%s') leaves the object to the parser", (text) => {
  expect(flatFields(text, 0, wanted)).toBeNull();
});
