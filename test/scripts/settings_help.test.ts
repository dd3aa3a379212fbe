import { expect, test } from "vitest";
import { settingsHelp } from "../../scripts/_settings_help.ts";

test("settingsHelp() prints each setting of an experiment and of its default system with its default and unit", () => {
  const help = settingsHelp("cluster-scale", "");
  expect(help).toMatch(/^ {2}nodes +3 +\S/m);
  expect(help).toMatch(/^ {2}duration +60 s +\S/m);
  expect(help).toContain("Settings of kv (systems: kv, etcd, redis, http)");
});

test("settingsHelp() prints the values of a preset, choices, and the settings of the system named", () => {
  expect(settingsHelp("cluster-scale/full", "etcd")).toMatch(
    /^ {2}nodes +1,3,5,7 +\S/m,
  );
  expect(settingsHelp("cluster-scale/full", "etcd")).toMatch(
    /^ {2}pre_vote +\S/m,
  );
  expect(settingsHelp("monitoring-load", "")).toMatch(
    /exporter +loadline +Exporter \(loadline, avalanche\)/,
  );
});

test("settingsHelp() prints the settings of each of several systems", () => {
  const help = settingsHelp("cluster-scale", "etcd,redis");
  expect(help).toMatch(
    /^Settings of etcd .+\n( {2}.+\n)+\nSettings of redis /m,
  );
});

test("settingsHelp() is empty without a name, and refuses an unknown one", () => {
  expect(settingsHelp("", "")).toBe("");
  expect(() => settingsHelp("cluster-scal", "")).toThrow(
    "cluster-scale",
  );
});
