import { expect, test } from "vitest";
import type { System } from "../../../src/lab/system/system_under_test.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import {
  checkProgramPath,
  diagnosePrograms,
  findProgram,
  toFolderVariable,
} from "../../../src/systems/support/find_program.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Runs `act` with PATH set to a folder that has an executable `here` and a plain file `data`. */
function withPath(act: (folder: string) => void | Promise<void>) {
  return withTempFolder(async (folder) => {
    const path = Deno.env.get("PATH") ?? "";
    await Deno.writeTextFile(`${folder}/here`, "", { mode: 0o755 });
    await Deno.writeTextFile(`${folder}/data`, "", { mode: 0o644 });
    Deno.env.set("PATH", `${folder}/none::${folder}`);
    try {
      await act(folder);
    } finally {
      Deno.env.set("PATH", path);
    }
  });
}

test("findProgram() returns the first name that is an executable on PATH", () =>
  withPath((folder) => {
    const names = ["gone", "data", "here"];
    expect(findProgram({ names, debianPackage: "here-server" }))
      .toBe(`${folder}/here`);
  }));

test("findProgram() looks first into the folder that the variable of the program names", () =>
  withPath(async (folder) => {
    const program = { names: ["gone", "here"], debianPackage: "here-server" };
    const unpacked = `${folder}/unpacked`;
    await Deno.mkdir(`${unpacked}/usr/sbin`, { recursive: true });
    await Deno.writeTextFile(`${unpacked}/usr/sbin/here`, "", { mode: 0o755 });
    expect(toFolderVariable("here")).toBe("LOADLINE_HERE");
    expect(toFolderVariable("syslog-ng")).toBe("LOADLINE_SYSLOG_NG");
    Deno.env.set("LOADLINE_HERE", unpacked);
    try {
      expect(findProgram(program)).toBe(`${unpacked}/usr/sbin/here`);
      Deno.env.set("LOADLINE_HERE", `${folder}/none`);
      expect(findProgram(program)).toBe(`${folder}/here`);
    } finally {
      Deno.env.delete("LOADLINE_HERE");
    }
  }));

test("findProgram() names the package to install", () =>
  withPath(() => {
    const find = () =>
      findProgram({ names: ["gone", "data"], debianPackage: "gone-server" });
    expect(find).toThrow(UnavailableError);
    expect(find).toThrow(
      "Cannot find gone or data as it is not on PATH: apt-get install gone-server",
    );
  }));

test("findProgram() says so where Debian has no package", () =>
  withPath(() => {
    expect(() => findProgram({ names: ["gone"], debianPackage: "" })).toThrow(
      "Cannot find gone as it is not on PATH: put it there, as Debian has no package of it",
    );
  }));

test("diagnosePrograms() reports what is installed and what to install", () =>
  withPath((folder) => {
    const system: System = {
      name: "some",
      title: "Some",
      mode: "real",
      can: [],
      metricFamilies: [],
      programs: [
        { names: ["here"], debianPackage: "here-server" },
        { names: ["gone"], debianPackage: "gone-server" },
      ],
      settings: {},
      parameters: {},
      identifying: [],
      sizes: () => [],
    };
    expect(diagnosePrograms(system)).toEqual([
      { name: "some", result: "pass", text: `${folder}/here`, remedy: "" },
      {
        name: "some",
        result: "warn",
        text: "gone is not on PATH",
        remedy: "apt-get install gone-server",
      },
    ]);
  }));

test("checkProgramPath() accepts the path of a program, and refuses any other", () =>
  withPath((folder) => {
    expect(checkProgramPath("server", "")).toBeNull();
    expect(checkProgramPath("server", `${folder}/here`)).toBe(`${folder}/here`);
    for (const path of [`${folder}/data`, `${folder}/gone`, "here"]) {
      expect(() => checkProgramPath("server", path)).toThrow(
        `Cannot use server=${path} as there is no program at this path`,
      );
    }
  }));
