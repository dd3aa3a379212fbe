import { expect, test } from "vitest";
import { UsageError } from "../../src/record/mod.ts";
import { chooseSystems } from "../../src/systems/choose_systems.ts";
import { toTestSystem } from "../testing/systems.ts";

const can = ["key-value"] as const;
const missing = { names: ["no-such-program"], debianPackage: "no-such" };
const systems = [
  toTestSystem("kv", { can, mode: "embedded" }),
  toTestSystem("shell", {
    ...{ can, mode: "real" },
    programs: [{ names: ["sh"], debianPackage: "dash" }],
  }),
  toTestSystem("absent", { can, mode: "real", programs: [missing] }),
  toTestSystem("elsewhere", { can, mode: "real" }),
  toTestSystem("other", { can: ["promql"] }),
];
const experiment = {
  name: "load",
  requires: ["key-value" as const],
};

function choose(text: string, all = systems) {
  const { systems, leftOut } = chooseSystems(text, {
    experiment,
    systems: all,
  });
  return { names: systems.map(({ name }) => name), leftOut };
}

test("chooseSystems() finds systems by name, and the default", () => {
  expect(choose("")).toEqual({ names: ["kv"], leftOut: [] });
  expect(choose("absent").names).toEqual(["absent"]);
  expect(choose("shell, kv").names).toEqual(["shell", "kv"]);
});

test("chooseSystems() finds those installed, and says what the others need", () => {
  expect(choose("installed")).toEqual({
    names: ["kv", "shell"],
    leftOut: [
      "absent: no-such-program is not on PATH: apt-get install no-such",
      "elsewhere: it has no program to be found: name it with --system elsewhere",
    ],
  });
});

test.each([
  [
    "shel",
    "Cannot run on 'shel' as it must be one of kv, shell, absent, elsewhere, other, installed; did you mean 'shell'?",
  ],
  ["kv,", "Cannot run on '' as it must be one of kv"],
  ["instaled", "did you mean 'installed'?"],
  ["kv,shell,kv", "Cannot run on kv twice: name each system once"],
  ["kv,installed", "stands for several systems: use it alone"],
  [
    "kv,other",
    "Cannot run load on 'other' as other cannot serve a key-value load: use one of kv, shell, absent, elsewhere",
  ],
])("chooseSystems() refuses '%s'", (text, message) => {
  expect(() => choose(text)).toThrow(UsageError);
  expect(() => choose(text)).toThrow(message);
});

test("chooseSystems() refuses 'installed' where none is", () => {
  expect(() => choose("installed", systems.slice(2))).toThrow(
    "Cannot run load on installed systems as there are none; absent: no-such-program is not on PATH: apt-get install no-such; elsewhere: ",
  );
});
