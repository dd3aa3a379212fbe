import { expect, test } from "vitest";
import { deathSettings } from "../../../../src/analysis/platform/recovery/death_settings.ts";
import { toPlatformTestRun } from "../../../testing/platform_rows.ts";
import { toTestParam, withTestStore } from "../../../testing/records.ts";

test("deathSettings() has those of each platform in words, and nothing where none is on record", () =>
  withTestStore([
    [
      toPlatformTestRun("d", {
        params: [toTestParam("diego_presence_ttl", 15)],
      }),
      {},
    ],
    [
      toPlatformTestRun("k", {
        params: [
          toTestParam("kubernetes_grace_period", 50),
          toTestParam("kubernetes_toleration", 300),
          toTestParam("kubernetes_eviction_rate", 0.1),
        ],
      }),
      {},
    ],
    [toPlatformTestRun("s", { params: [toTestParam("cells", 10)] }), {}],
  ], async (store) => {
    expect(Object.fromEntries(await deathSettings(store, "platform"))).toEqual({
      ...{ d: "presence 15 s", s: "" },
      k: "grace 50 s, toleration 5 min, 0.1 nodes/s",
    });
  }));
