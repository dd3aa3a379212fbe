import { expect, test } from "vitest";
import {
  LINES_ENV_VAR,
  PLAN_FILE,
  START_FILE,
  STOP_FILE,
} from "../../../src/workloads/locust/locust_files.ts";
import { findProgram } from "../../testing/programs.ts";
import { withTempFolder } from "../../testing/records.ts";

const path = new URL(
  "../../../src/workloads/locust/locustfile.py",
  import.meta.url,
).pathname;

test("locustfile.py uses the names that we use", async () => {
  const text = await Deno.readTextFile(path);
  for (const name of [PLAN_FILE, START_FILE, STOP_FILE]) {
    expect(text).toContain(`f"{FOLDER}/${name}"`);
  }
  expect(text).toContain(`os.environ["${LINES_ENV_VAR}"]`);
});

test.skipIf(findProgram("python3") === null)(
  "locustfile.py compiles (needs python3)",
  () =>
    withTempFolder(async (folder) => {
      const compile =
        "import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True)";
      const { success, stderr } = await new Deno.Command("python3", {
        args: ["-c", compile, path, `${folder}/locustfile.pyc`],
      }).output();
      expect(new TextDecoder().decode(stderr)).toBe("");
      expect(success).toBe(true);
    }),
);
