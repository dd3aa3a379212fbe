import { expect, test } from "vitest";
import { toCedarOutput } from "../../../src/systems/simulator/cedar_output.ts";

const never = {
  startedAt: null,
  duration: null,
  outcome: "cancelled",
  error: "",
  code: "",
  attempts: 0,
} as const;

test("toCedarOutput() writes what began, in cedar's times", () => {
  const push = {
    startedAt: Date.UTC(2016, 7, 18, 17, 47, 51, 859),
    duration: 6.61759,
    outcome: "ok",
    error: "",
    code: "",
    attempts: 1,
  } as const;
  const text = toCedarOutput([
    {
      app: "cedarapp-0-light-5",
      result: { guid: "g", push, start: never, stages: [] },
    },
    {
      app: "never",
      result: { guid: "", push: never, start: never, stages: [] },
    },
  ], { domain: "example.com", succeeded: true });
  expect(text).toBe(
    '{"succeeded":true,"apps":[{"app_name":"cedarapp-0-light-5","app_guid":"g",' +
      '"app_url":"http://cedarapp-0-light-5.example.com",' +
      '"push":{"succeeded":true,"start_time":"2016-08-18T17:47:51.859+0000",' +
      '"end_time":"2016-08-18T17:47:58.476+0000","duration_ns":6617590000},' +
      '"start":{"succeeded":false,"start_time":null,"end_time":null,"duration_ns":0}}]}',
  );
});
