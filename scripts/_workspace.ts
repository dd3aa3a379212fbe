/** What a new project for load tests consists of: files of `examples/workspace`, and those that a checkout cannot have there. */
import { compareText } from "../src/record/model/names.ts";
import config from "../deno.json" with { type: "json" };
import { packageCommands } from "./_commands.ts";

/** Where a file of `examples/workspace` goes, if not to the same path: elsewhere it would be a workflow of that repository. */
const places: Readonly<Record<string, string>> = {
  "workflow.yml": ".github/workflows/load.yml",
};

/** The tasks are the commands, for those who have Deno: `deno task run`. */
const denoConfig = {
  tasks: Object.fromEntries(
    packageCommands.map((name) => [name, `loadline ${name}`]),
  ),
  nodeModulesDir: "manual",
  compilerOptions: config.compilerOptions,
  exclude: ["node_modules", "data", "reports", ".loadline"],
  fmt: { exclude: ["notebooks"] },
  lint: { exclude: ["notebooks/.*"] },
};

const packageConfig = {
  private: true,
  type: "module",
  dependencies: { loadline: config.version },
};

const ignored = [
  ...["/node_modules/", "/.loadline/", "/data/*.duckdb*", "/data/.*"],
  ...["/notebooks/.*", "/comment.md"],
];

const written: Readonly<Record<string, string>> = {
  "deno.json": toJson(denoConfig),
  "package.json": toJson(packageConfig),
  ".gitignore": `${ignored.join("\n")}\n`,
  "data/README.md": "Records that are kept: `npx loadline keep RUN`.\n",
};

/** Returns the text of each file of a new project by its path; `folder` is `examples/workspace`. */
export async function workspaceFiles(
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map(Object.entries(written));
  for await (const path of walk(folder)) {
    const name = path.slice(folder.length + 1);
    files.set(places[name] ?? name, await Deno.readTextFile(path));
  }
  return new Map([...files].sort(([a], [b]) => compareText(a, b)));
}

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* walk(`${folder}/${name}`);
    else if (!name.startsWith(".")) yield `${folder}/${name}`;
  }
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
