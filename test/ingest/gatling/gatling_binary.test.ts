import { expect, test } from "vitest";
import {
  isBinaryLog,
  writeTextLog,
} from "../../../src/ingest/gatling/gatling_binary.ts";
import { readGatlingLine } from "../../../src/ingest/gatling/gatling_line.ts";
import { withTempFolder } from "../../testing/records.ts";

const path = "test/testdata/ingest/gatling/binary.log";

async function textOf(folder: string, bytes: Uint8Array): Promise<string> {
  await Deno.writeFile(`${folder}/log`, bytes);
  await writeTextLog(`${folder}/log`, { name: "a.log", to: `${folder}/text` });
  return await Deno.readTextFile(`${folder}/text`);
}

test("writeTextLog() gives the requests of Gatling's own report", () =>
  withTempFolder(async (folder) => {
    const text = await textOf(folder, await Deno.readFile(path));
    const lines = text.trimEnd().split("\n").map(readGatlingLine);
    expect(lines[0]).toMatchObject({
      kind: "run",
      version: "3.14.3",
      simulation: "org.hisp.dhis.test.TrackerExporterTests",
      ms: 1751199235679,
    });
    const durations = lines.flatMap((line) =>
      line.kind === "request" ? [line.endMs - line.startMs] : []
    );
    expect(durations.length).toBe(100);
    expect([Math.min(...durations), Math.max(...durations)])
      .toEqual([160, 36023]);
    const mean = durations.reduce((a, b) => a + b) / durations.length;
    expect(Math.round(mean)).toBe(573);
    expect(lines.filter(({ kind }) => kind === "rejected")).toEqual([]);
  }));

test("writeTextLog() ends the text of a log that is cut off with a line that is", () =>
  withTempFolder(async (folder) => {
    const bytes = await Deno.readFile(path);
    const text = await textOf(folder, bytes.subarray(0, bytes.length - 3));
    expect(text.endsWith("\nREQUEST")).toBe(true);
  }));

test("writeTextLog() refuses a log that is damaged", () =>
  withTempFolder(async (folder) => {
    const bytes = await Deno.readFile(path);
    bytes.fill(9, bytes.length - 40, bytes.length - 20);
    await expect(textOf(folder, bytes)).rejects
      .toThrow(/^a\.log: is damaged before byte \d+: /);
  }));

test("isBinaryLog() tells a log from other files", async () => {
  expect(isBinaryLog(await Deno.readFile(path))).toBe(true);
  const text = "test/testdata/ingest/gatling/layout_2-000.log";
  expect(isBinaryLog(await Deno.readFile(text))).toBe(false);
  expect(isBinaryLog(Uint8Array.of(0, 0))).toBe(false);
});
