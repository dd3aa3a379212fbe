import { expect, test } from "vitest";
import { writeLocustfile } from "../../../src/workloads/distributed/write_locustfile.ts";
import { findProgram } from "../../testing/programs.ts";
import { withTempFolder } from "../../testing/records.ts";

test.skipIf(findProgram("python3") === null)(
  "the file has the text of the user's own, whatever is in it (python3)",
  () =>
    withTempFolder(async (folder) => {
      const text = `"""It's $& "quoted" \\n."""\nname = 'é\\\\ \u2028 🙂'\n`;
      await Deno.writeTextFile(`${folder}/users.py`, text);
      await writeLocustfile(`${folder}/users.py`, `${folder}/whole.py`);
      const { stdout } = await new Deno.Command("python3", {
        args: [
          "-c",
          `import ast, json
tree = ast.parse(open(${JSON.stringify(`${folder}/whole.py`)}).read())
print(json.dumps([ast.literal_eval(node.value) for node in tree.body
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "LOCUSTFILE"]))`,
        ],
      }).output();
      expect(JSON.parse(new TextDecoder().decode(stdout))).toEqual([text]);
    }),
);

test("a locustfile that is not there is an error with its path", () =>
  withTempFolder(async (folder) => {
    await expect(writeLocustfile(`${folder}/none.py`, `${folder}/whole.py`))
      .rejects.toThrow(/^Cannot read the locustfile .*none\.py as /);
  }));
