import { expect, test } from "vitest";
import { parse } from "yaml";
import config from "../../deno.json" with { type: "json" };
import { packageCommands } from "../../scripts/_commands.ts";
import { findProgram } from "../testing/programs.ts";
import { withTempFolder } from "../testing/records.ts";
import { runScript } from "./_scripts.ts";

test("init writes a project, and leaves what is there as it is", () =>
  withTempFolder(async (folder) => {
    const project = `${folder}/load`;
    await Deno.mkdir(project);
    await Deno.writeTextFile(`${project}/README.md`, "mine");
    const { code, stdout, stderr } = await runScript("init", project);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("kept  README.md\n");
    expect(stdout).toContain("wrote experiments/hello.ts\n");
    expect(await Deno.readTextFile(`${project}/README.md`)).toBe("mine");
    const written = JSON.parse(
      await Deno.readTextFile(`${project}/package.json`),
    );
    expect(written.dependencies).toEqual({ loadline: config.version });
    const again = await runScript("init", project);
    expect(again.stdout).not.toContain("wrote");
  }));

async function workflowScripts(): Promise<string[]> {
  const text = await Deno.readTextFile(
    new URL("../../examples/workspace/workflow.yml", import.meta.url),
  );
  const steps: { readonly run?: string }[] = parse(text).jobs.load.steps;
  return steps.flatMap(({ run }) => run ?? []);
}

test("the workflow of a new project calls commands that exist", async () => {
  const text = (await workflowScripts()).join("\n");
  const called = [...text.matchAll(/npx loadline (\w+)/g)]
    .map(([, name]) => name);
  expect([...new Set(called)].toSorted()).toEqual([
    ...["check", "compare", "run", "test"],
  ]);
});

test.skipIf(findProgram("bash") === null)(
  "the workflow of a new project has lines that a shell reads (bash)",
  async () => {
    for (const script of await workflowScripts()) {
      const { success } = await new Deno.Command("bash", {
        args: ["-n", "-c", script],
      }).output();
      expect(success, script).toBe(true);
    }
  },
);

test("the experiment of a new project can be run here as well", async () => {
  const folder = "examples/workspace/experiments";
  const { code, stdout } = await runScript("run", "--list", folder);
  expect(code).toBe(0);
  expect(stdout).toContain(`  ${folder}/hello.ts/quick `);
});

test("every command of the package is a task with permissions and a script", () => {
  const tasks = new Map(Object.entries(config.tasks));
  for (const name of packageCommands) {
    expect(tasks.get(name)?.command, name).toMatch(
      /^deno run (-A|--allow-\S+( --allow-\S+)*) scripts\/\w+\.ts$/,
    );
  }
});

test("bin/loadline.js lists the commands, and names those that exist", async () => {
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command("node", {
      args: ["bin/loadline.js", ...args],
    }).output();
    const decoder = new TextDecoder();
    return [code, decoder.decode(stdout), decoder.decode(stderr)] as const;
  };
  const [code, usage] = await run();
  expect(code).toBe(0);
  for (const name of packageCommands) expect(usage).toContain(`\n  ${name} `);
  expect(await run("--version")).toEqual([0, `${config.version}\n`, ""]);
  const [wrong, , text] = await run("rum");
  expect(wrong).toBe(2);
  expect(text).toContain("there are: report, ");
});

test("bin/loadline.js names the remedy where a project has no packages yet, but for init", () =>
  withTempFolder(async (folder) => {
    await Deno.mkdir(`${folder}/experiments`);
    const dependencies = { loadline: config.version };
    await Deno.writeTextFile(
      `${folder}/package.json`,
      JSON.stringify({ dependencies }),
    );
    const bin = new URL("../../bin/loadline.js", import.meta.url).pathname;
    const run = async (...args: string[]) => {
      const { code, stderr } = await new Deno.Command("node", {
        args: [decodeURIComponent(bin), ...args],
        cwd: `${folder}/experiments`,
      }).output();
      return [code, new TextDecoder().decode(stderr)];
    };
    expect(await run("report")).toEqual([
      2,
      "loadline: Cannot do 'report' as the packages of this project are not installed: npm install\n",
    ]);
    await Deno.mkdir(`${folder}/node_modules/loadline`, { recursive: true });
    expect(await run("keep", "--help")).toEqual([0, ""]);
  }));
