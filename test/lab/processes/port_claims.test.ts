import { expect, test } from "vitest";
import { claimPort } from "../../../src/lab/processes/port_claims.ts";
import { withTempFolder } from "../../testing/records.ts";

const PORT = 20_001;

async function withRuns(act: (...folders: string[]) => void): Promise<void> {
  await withTempFolder((folder) => {
    const runs = ["a", "b"].map((name) => `${folder}/loadline-run-${name}`);
    for (const run of runs) Deno.mkdirSync(run);
    act(...runs);
    return Promise.resolve();
  });
}

test("claimPort() gives a port to one run, once", () =>
  withRuns((a = "", b = "") => {
    expect(claimPort(a, PORT)).toBe(true);
    expect(claimPort(a, PORT)).toBe(false);
    expect(claimPort(b, PORT)).toBe(false);
    expect(claimPort(b, PORT + 1)).toBe(true);
  }));

test("claimPort() leaves nothing of a claim that was refused", () =>
  withRuns((a = "", b = "") => {
    claimPort(a, PORT);
    claimPort(b, PORT);
    Deno.removeSync(a, { recursive: true });
    expect(claimPort(b, PORT)).toBe(true);
  }));

test("claimPort() passes over what is no folder of a run", () =>
  withRuns((a = "") => {
    Deno.writeTextFileSync(`${a}-file`, "");
    expect(claimPort(a, PORT)).toBe(true);
  }));

test("claimPort() does not make the folder of a run that has ended again", () =>
  withRuns((a = "") => {
    Deno.removeSync(a);
    expect(() => claimPort(a, PORT)).toThrow(Deno.errors.NotFound);
  }));
