import { expect, test } from "vitest";
import {
  warnOfGoneEndpoints,
  warnOfLateness,
} from "../../../src/experiments/cluster/load_warnings.ts";
import { Refusals } from "../../../src/lab/load/refusals.ts";
import type { NodeGroup } from "../../../src/lab/system/system_under_test.ts";
import { now } from "../../../src/lab/timing/wall_clock.ts";
import { toTestOperation } from "../../testing/records.ts";

function collect(): {
  readonly codes: string[];
  readonly warn: (code: string) => void;
} {
  const codes: string[] = [];
  return { codes, warn: (code) => codes.push(code) };
}

test("warnOfLateness() counts what was late in between", () => {
  const { codes, warn } = collect();
  warnOfLateness({ arrivals: 100, late: 90 }, { arrivals: 300, late: 90 }, {
    warn,
  });
  expect(codes).toEqual([]);
  warnOfLateness({ arrivals: 100, late: 0 }, { arrivals: 200, late: 50 }, {
    warn,
  });
  expect(codes).toEqual(["generator-late"]);
});

test("warnOfGoneEndpoints() leaves out nodes whose end is known otherwise", () => {
  const endpoint = { name: "node-0", host: "127.0.0.1", port: 1 };
  const group: NodeGroup = {
    ...{ version: "", leader: null, caughtUp: null, replacement: "" },
    nodes: [{
      ...{ name: "node-0", endpoint, process: null, metrics: "" },
      peerProxy: null,
    }],
    health: () => Promise.resolve("down"),
  };
  const refusals = new Refusals();
  const refused = Array.from(
    { length: 5 },
    () => toTestOperation("r", { subject: "node-0", outcome: "refused" }),
  );
  refusals.add(refused, now() - 5000);
  const { codes, warn } = collect();
  warnOfGoneEndpoints(group, refusals, { warn });
  expect(codes).toEqual(["endpoint-gone"]);
  warnOfGoneEndpoints({ ...group, nodes: [] }, refusals, { warn });
  expect(codes).toHaveLength(1);
});
