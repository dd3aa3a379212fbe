import { expect, onTestFinished, test } from "vitest";
import { UnavailableError } from "../../../../src/lab/processes/unavailable.ts";
import { UsageError } from "../../../../src/record/mod.ts";
import {
  checkSyslogNgFolder,
  findSyslogNg,
} from "../../../../src/systems/forwarders/syslog_ng/syslog_ng_program.ts";
import { withTempFolder } from "../../../testing/records.ts";

/** Sets an environment variable until the test ends. */
function setVariable(name: string, value: string): void {
  const before = Deno.env.get(name);
  Deno.env.set(name, value);
  onTestFinished(() =>
    before === undefined ? Deno.env.delete(name) : Deno.env.set(name, before)
  );
}

/** Makes empty files with these paths below a folder. */
async function makeFiles(
  folder: string,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    const file = `${folder}/${path}`;
    await Deno.mkdir(file.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(file, "", { mode: 0o755 });
  }
}

const program = "usr/sbin/syslog-ng";
const unpacked = [
  program,
  "usr/lib/syslog-ng/libsyslog-ng-3.38.so.0",
  "usr/lib/syslog-ng/3.38/libdisk-buffer.so",
  "usr/lib/x86_64-linux-gnu/libivykis.so.0",
  "lib/x86_64-linux-gnu/libpcre.so.3",
  "usr/share/doc/syslog-ng-core/copyright",
];

test("findSyslogNg() finds libraries and modules below a folder", () =>
  withTempFolder(async (folder) => {
    await makeFiles(folder, unpacked);
    const expected = {
      path: `${folder}/${program}`,
      options: ["--module-path", `${folder}/usr/lib/syslog-ng/3.38`],
      env: {
        LD_LIBRARY_PATH: [
          `${folder}/lib/x86_64-linux-gnu`,
          `${folder}/usr/lib/syslog-ng`,
          `${folder}/usr/lib/x86_64-linux-gnu`,
        ].join(":"),
      },
    };
    expect(await findSyslogNg(folder)).toEqual(expected);
    setVariable("LOADLINE_SYSLOG_NG", folder);
    expect(await findSyslogNg("")).toEqual(expected);
    expect(checkSyslogNgFolder(folder)).toBe(folder);
    expect(checkSyslogNgFolder("")).toBe("");
  }));

test("findSyslogNg() needs nothing more for one on PATH", () =>
  withTempFolder(async (folder) => {
    await makeFiles(folder, ["bin/syslog-ng"]);
    setVariable("LOADLINE_SYSLOG_NG", "");
    setVariable("PATH", `${folder}/bin`);
    expect(await findSyslogNg("")).toEqual({
      path: `${folder}/bin/syslog-ng`,
      options: [],
      env: {},
    });
  }));

test("findSyslogNg() says what a folder lacks", () =>
  withTempFolder(async (folder) => {
    expect(() => checkSyslogNgFolder(folder)).toThrow(UsageError);
    await expect(findSyslogNg(folder)).rejects.toThrow(
      `Cannot use syslog_ng=${folder} as there is no usr/sbin/syslog-ng in this folder`,
    );
    setVariable("LOADLINE_SYSLOG_NG", folder);
    await expect(findSyslogNg("")).rejects.toThrow(UnavailableError);
    await makeFiles(folder, [program]);
    await expect(findSyslogNg(folder)).rejects.toThrow(
      "as its module disk-buffer is missing",
    );
  }));
