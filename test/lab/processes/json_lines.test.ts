import { expect, test } from "vitest";
import { z } from "zod";
import { JsonLines } from "../../../src/lab/processes/json_lines.ts";
import { withTempFolder } from "../../testing/records.ts";

const Line = z.object({ text: z.string() });

function append(path: string, text: string): Promise<void> {
  return Deno.writeTextFile(path, text, { append: true });
}

test("JsonLines.read() returns new lines, and leaves an incomplete one for later", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/lines`;
    const lines = new JsonLines(path, Line);
    expect(await lines.read()).toEqual([]);
    const line = JSON.stringify({ text: 'a"\nü' });
    await append(path, `{"text":"first"}\n${line.slice(0, 10)}`);
    expect(await lines.read()).toEqual([{ text: "first" }]);
    expect(await lines.read()).toEqual([]);
    await append(path, `${line.slice(10)}\n`);
    expect(await lines.read()).toEqual([{ text: 'a"\nü' }]);
    expect(await lines.read()).toEqual([]);
  }));

test("JsonLines.read() refuses an invalid line", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/lines`;
    await append(path, '{"text":1}\n');
    await expect(new JsonLines(path, Line).read()).rejects.toThrow("expected");
  }));
