import { expect, test } from "vitest";
import { toAddress } from "../../../../src/systems/sinks/process/address.ts";
import {
  readControl,
  readState,
  writeControl,
  writeState,
} from "../../../../src/systems/sinks/process/sink_files.ts";
import { withTempFolder } from "../../../testing/records.ts";

test("a mode is read as it was written, and is none before, and while it is written", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/sink-1.mode`;
    expect(readControl(path)).toBe(null);
    for (const mode of ["refuse", "slow", "accept"] as const) {
      await writeControl(path, mode);
      expect(readControl(path)).toBe(mode);
    }
    for (const text of ["", "slo", "slow", "fast\n"]) {
      await Deno.writeTextFile(path, text);
      expect(readControl(path)).toBe(null);
    }
  }));

test("a state is read as it was written, and is none before", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/sink-1.state`;
    expect(readState(path)).toBe(null);
    writeState(path, { pid: 7, mode: "slow" });
    expect(readState(path)).toEqual({ pid: 7, mode: "slow" });
    await Deno.writeTextFile(path, '{"pid":7');
    expect(readState(path)).toBe(null);
  }));

test("toAddress() reads a host and a port", () => {
  expect(toAddress("127.0.0.2:2003"))
    .toEqual({ hostname: "127.0.0.2", port: 2003 });
  for (const text of ["", "127.0.0.1", ":80", "localhost:80"]) {
    expect(() => toAddress(text)).toThrow(TypeError);
  }
});
