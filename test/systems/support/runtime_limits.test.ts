import { expect, test } from "vitest";
import { toRuntimeEnvironment } from "../../../src/systems/support/runtime_limits.ts";
import { withTempFolder } from "../../testing/records.ts";

const { signal } = new AbortController();

/** Runs `act` with a program whose `--version` prints this text. */
function withProgram(text: string, act: (path: string) => Promise<void>) {
  return withTempFolder(async (folder) => {
    const path = `${folder}/prometheus`;
    const lines = ["#!/bin/sh", `echo '${text}' >&2`];
    await Deno.writeTextFile(path, lines.join("\n"), { mode: 0o755 });
    await act(path);
  });
}

const bounds = { memory: 2 ** 30, cpu: 1.5 };

test("toRuntimeEnvironment() returns what version 3 would read from its container", () =>
  withProgram("prometheus, version 3.16.0 (branch: HEAD)", async (path) => {
    expect(await toRuntimeEnvironment(path, bounds, signal))
      .toEqual({ GOMEMLIMIT: "966367641B", GOMAXPROCS: "1" });
    expect(await toRuntimeEnvironment(path, { memory: 0, cpu: 4 }, signal))
      .toEqual({ GOMAXPROCS: "4" });
    expect(await toRuntimeEnvironment(path, { memory: 0, cpu: 0 }, signal))
      .toEqual({});
  }));

test("toRuntimeEnvironment() is empty for earlier and unknown versions", async () => {
  for (const text of ["prometheus, version 2.42.0+ds", "something else"]) {
    await withProgram(text, async (path) => {
      expect(await toRuntimeEnvironment(path, bounds, signal)).toEqual({});
    });
  }
});
