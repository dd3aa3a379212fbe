/** Runs a committed notebook in Jupyter: the kernel is found, and every cell runs. */
import { expect, test } from "vitest";
import { z } from "zod";
import { installKernelspec } from "../../src/notebook/mod.ts";
import { TABLE_MIME } from "../../src/report/table/table_data.ts";
import { findProgram } from "../testing/programs.ts";
import { withTempFolder } from "../testing/records.ts";

const notebooks = decodeURIComponent(
  new URL("../../notebooks", import.meta.url).pathname,
);

const Executed = z.object({
  cells: z.array(z.object({
    outputs: z.array(z.object({
      output_type: z.string(),
      data: z.record(z.string(), z.unknown()).default({}),
    })).default([]),
  })),
});

const nbconvert = findProgram("jupyter-nbconvert") ?? "";

test.skipIf(nbconvert === "")(
  "a committed notebook runs in Jupyter (needs the package jupyter-nbconvert)",
  () =>
    withTempFolder(async (folder) => {
      await installKernelspec({ prefix: folder });
      const { code, stderr } = await new Deno.Command(nbconvert, {
        args: [
          ...["--to", "notebook", "--execute", "run_record.ipynb"],
          ...["--output-dir", folder],
        ],
        cwd: notebooks,
        env: {
          HOME: folder,
          IPYTHONDIR: `${folder}/ipython`,
          JUPYTER_PATH: `${folder}/share/jupyter`,
          JUPYTER_RUNTIME_DIR: `${folder}/runtime`,
          // HOME differs, so Deno's cache is passed explicitly.
          DENO_DIR: await denoFolder(),
        },
        stdin: "null",
        stdout: "null",
      }).output();
      expect(code, new TextDecoder().decode(stderr)).toBe(0);
      const text = await Deno.readTextFile(`${folder}/run_record.ipynb`);
      const outputs = Executed.parse(JSON.parse(text)).cells
        .flatMap(({ outputs }) => outputs);
      expect(outputs.filter(({ output_type }) => output_type === "error"))
        .toEqual([]);
      // nbconvert stops listening before Deno's kernel has sent all outputs, so which ones it keeps is random.
      const types = new Set(outputs.flatMap(({ data }) => Object.keys(data)));
      expect(types).toContain("text/markdown");
      expect(types.has("text/html") || types.has(TABLE_MIME)).toBe(true);
    }),
);

async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
    cwd: notebooks,
  }).output();
  return z.object({ denoDir: z.string() })
    .parse(JSON.parse(new TextDecoder().decode(stdout))).denoDir;
}
