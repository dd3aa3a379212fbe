import { expect, test } from "vitest";
import { deathSettings } from "../../../../src/analysis/platform/recovery/death_settings.ts";
import { toPlatformTestRun } from "../../../testing/platform_rows.ts";
import { toTestParam, withTestStore } from "../../../testing/records.ts";

test("deathSettings() has those of each platform in words, says which are sooner than by default, and has nothing where none is on record", () =>
  withTestStore([
    [
      toPlatformTestRun("d", {
        params: [
          toTestParam("diego_presence_ttl", 15),
          toTestParam("diego_convergence", 30),
        ],
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
    [
      toPlatformTestRun("f", {
        params: [
          toTestParam("kubernetes_grace_period", 50),
          toTestParam("kubernetes_eviction_rate", 10),
        ],
      }),
      {},
    ],
    [
      toPlatformTestRun("c", {
        params: [toTestParam("diego_convergence", 5)],
      }),
      {},
    ],
    [toPlatformTestRun("s", { params: [toTestParam("cells", 10)] }), {}],
  ], async (store) => {
    expect(Object.fromEntries(await deathSettings(store, "platform"))).toEqual({
      d: { text: "presence 15 s, convergence 30 s", isSooner: false },
      k: {
        text: "grace 50 s, toleration 5 min, 0.1 nodes/s",
        isSooner: false,
      },
      f: { text: "grace 50 s, 10 nodes/s", isSooner: true },
      c: { text: "convergence 5 s", isSooner: true },
      s: { text: "", isSooner: false },
    });
  }));
