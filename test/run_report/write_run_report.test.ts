import { expect, test } from "vitest";
import { writeRunReport } from "../../src/run_report/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

const run = toTestRun("20260102T030405Z-0001-abcd");

test("writeRunReport() writes a page, Markdown and figures, the same bytes each time", () =>
  withTempFolder(async (folder) => {
    const data = `${folder}/data`;
    await writeTestRun(data, run, {
      operations: [toTestOperation(run.run_id)],
      samples: [1, 2].map((value) => ({
        run_id: run.run_id,
        source: "node-0",
        metric: "cpu",
        unit: "1",
        at: `2026-01-02T03:04:0${value}Z`,
        value,
      })),
    });
    const write = (out: string) =>
      writeRunReport("2026", { data, out: `${folder}/${out}` });
    expect(await write("a")).toBe(`${folder}/a/${run.run_id}.html`);
    await write("b");
    const first = await readAll(`${folder}/a`);
    expect([...first.keys()].filter((path) => !path.startsWith("/figures/")))
      .toEqual([`/${run.run_id}.html`, `/${run.run_id}.md`]);
    expect(await readAll(`${folder}/b`)).toEqual(first);
    for (const text of first.values()) expect(text).not.toContain(folder);
  }));

test("writeRunReport() removes the figures of an earlier report that a new one does not have", () =>
  withTempFolder(async (folder) => {
    const [data, out] = [`${folder}/data`, `${folder}/out`];
    await writeTestRun(data, run);
    const stale = `${out}/figures/${run.run_id}/stale.svg`;
    const other = `${out}/figures/other/kept.svg`;
    for (const path of [stale, other]) {
      await Deno.mkdir(path.replace(/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(path, "<svg/>");
    }
    await writeRunReport("last", { data, out });
    await expect(Deno.stat(stale)).rejects.toThrow(Deno.errors.NotFound);
    await Deno.stat(other);
  }));

test("writeRunReport() says that there is no such folder of records, or none to write to", () =>
  withTempFolder(async (folder) => {
    const data = `${folder}/data`;
    await expect(writeRunReport("last", { data, out: folder }))
      .rejects.toThrow(`there is no folder '${data}'`);
    await writeTestRun(data, run);
    await Deno.writeTextFile(`${folder}/file`, "");
    await expect(writeRunReport("last", { data, out: `${folder}/file/x` }))
      .rejects.toThrow("name another folder with --out");
  }));

async function readAll(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const visit = async (below: string) => {
    const entries = await Array.fromAsync(Deno.readDir(`${folder}${below}`));
    for (const { name, isDirectory } of entries) {
      const path = `${below}/${name}`;
      if (isDirectory) await visit(path);
      else files.set(path, await Deno.readTextFile(`${folder}${path}`));
    }
  };
  await visit("");
  return new Map([...files].sort());
}
