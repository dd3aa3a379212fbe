import { expect, test } from "vitest";
import {
  decidingSettings,
  formatDeciding,
} from "../../../src/analysis/overview/deciding_settings.ts";
import {
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

test("decidingSettings() counts runs by recorded value, and lists settings that no run records", () =>
  withTestStore([
    [toTestRun("old"), {}],
    [toTestRun("off", { params: [toTestParam("etcd_pre_vote", "off")] }), {}],
    [
      toTestRun("on", {
        system_version: "3.5",
        params: [
          toTestParam("etcd_pre_vote", "on"),
          toTestParam("etcd_election_timeout", 1, { unit: "s" }),
          toTestParam("etcd_other", "1"),
        ],
      }),
      {},
    ],
    [toTestRun("not-selected", { system_version: "9" }), {}],
  ], async (store) => {
    const texts = async (run_ids: readonly string[]) =>
      Object.fromEntries(
        (await decidingSettings(store, "etcd", run_ids))
          .map((setting) => [setting.label, formatDeciding(setting)]),
      );
    expect(await texts(["old", "off", "on"])).toEqual({
      "Version": "3.4 in 2 runs, 3.5 in 1 run",
      "Pre-vote": "off in 1 run, on in 1 run, not recorded in 1",
      "Election time-out": "1 s in 1 run, not recorded in 2",
      "Heartbeat interval": "not recorded",
      "Snapshot count": "not recorded",
      "Write-ahead log is synced": "not recorded",
      "Data are kept in": "not recorded",
    });
    expect(await texts(["on"])).toMatchObject({
      "Version": "3.5",
      "Election time-out": "1 s",
    });
    expect(await decidingSettings(store, "kv", ["on"])).toMatchObject([
      { key: "system_version", recorded: 1, of: 1 },
    ]);
  }));
