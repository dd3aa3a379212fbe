import { expect, test } from "vitest";
import { LocustLines } from "../../../src/workloads/locust/locust_lines.ts";
import { withTempFolder } from "../../testing/records.ts";

const query = {
  ...{
    type: "query",
    kind: "big",
    user: 3,
    turn: 1,
    due: 2.5,
    late: 0,
    duration: 0.1,
  },
  ...{ status: 200, bytes: 5, body: 'a"\nü', error: "", reason: "" },
};

function append(path: string, text: string): Promise<void> {
  return Deno.writeTextFile(path, text, { append: true });
}

test("LocustLines.read() returns new lines, and leaves an incomplete one for later", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/lines`;
    const lines = new LocustLines(path);
    expect(await lines.read()).toEqual([]);
    const line = JSON.stringify(query);
    await append(path, `{"type":"ready"}\n${line.slice(0, 20)}`);
    expect(await lines.read()).toEqual([{ type: "ready" }]);
    expect(await lines.read()).toEqual([]);
    await append(path, `${line.slice(20)}\n`);
    expect(await lines.read()).toEqual([query]);
    expect(await lines.read()).toEqual([]);
  }));

test("LocustLines.read() refuses an invalid line", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/lines`;
    await append(path, '{"type":"query","kind":"big"}\n');
    await expect(new LocustLines(path).read()).rejects.toThrow("expected");
  }));
