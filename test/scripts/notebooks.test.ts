import { expect, test } from "vitest";
import { cleanNotebook, formatNotebook } from "../../scripts/_notebooks.ts";
import { withTempFolder } from "../testing/records.ts";

test("cleanNotebook() clears outputs and formats code", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/small.ipynb`;
    await Deno.writeTextFile(
      path,
      JSON.stringify({
        cells: [{
          cell_type: "code",
          execution_count: 3,
          id: "a",
          metadata: {},
          outputs: [{ output_type: "stream", name: "stdout", text: ["3"] }],
          source: ["const a=3"],
        }],
        metadata: {
          language_info: { name: "typescript" },
          kernelspec: {
            display_name: "Deno",
            language: "typescript",
            name: "deno",
          },
        },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    );
    await cleanNotebook(path);
    const text = await Deno.readTextFile(path);
    const { cells: [cell] } = JSON.parse(text);
    expect(cell).toMatchObject({
      execution_count: null,
      outputs: [],
      source: ["const a = 3;"],
    });
    expect(await formatNotebook(text)).toBe(text);
  }));
