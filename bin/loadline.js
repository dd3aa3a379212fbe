#!/usr/bin/env node
/**
 * loadline COMMAND ...: starts a script of this folder in Deno, with the permissions that `tasks` of its `deno.json` gives
 * it. Needs Node only, as Deno is a package. Works in the installed package and in the checkout.
 */
// deno-lint-ignore-file no-console -- a command prints
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const { version, tasks } = JSON.parse(
  readFileSync(new URL("../deno.json", import.meta.url), "utf8"),
);

/** Commands by name: what each does, its permissions and its script. */
const commands = new Map(
  Object.entries(tasks).flatMap(([name, { description, command }]) => {
    const [, permissions, script] =
      /^deno run (\S.*) (scripts\/\w+)\.ts$/.exec(command) ?? [];
    return script === undefined
      ? []
      : [[name, { description, permissions: permissions.split(" "), script }]];
  }),
);

/** Returns the path of a script: JavaScript in the package, TypeScript in the checkout. */
function findScript(script) {
  const path = fileURLToPath(new URL(`../${script}.js`, import.meta.url));
  return existsSync(path) ? path : path.replace(/js$/, "ts");
}

/** Returns the command line that starts Deno: that of the package `deno`, else the one on PATH. */
function findDeno() {
  let folder;
  try {
    folder = dirname(
      createRequire(import.meta.url).resolve("deno/package.json"),
    );
  } catch {
    return ["deno"];
  }
  const program = `${folder}/deno${process.platform === "win32" ? ".exe" : ""}`;
  // Without its install script the package has no program yet: its own starter unpacks it.
  return existsSync(program)
    ? [program]
    : [process.execPath, `${folder}/bin.cjs`];
}

function usage() {
  const lines = [...commands].map(([name, { description }]) =>
    `  ${name.padEnd(10)}${description}`
  );
  return [
    `loadline ${version}`,
    "",
    "Usage: loadline COMMAND ..., in the folder of your project; loadline COMMAND --help",
    "",
    ...lines,
  ].join("\n");
}

function start({ permissions, script }, args) {
  const [program, ...first] = findDeno();
  const path = findScript(script);
  // In a project without a package.json Deno would look for packages elsewhere.
  const packages = /[/\\]node_modules[/\\]/.test(path)
    ? ["--node-modules-dir=manual"]
    : [];
  const child = spawn(
    program,
    [...first, "run", ...packages, ...permissions, path, ...args],
    {
      stdio: "inherit",
      env: { ...process.env, DENO_NO_UPDATE_CHECK: "1" },
    },
  );
  // Deno ends a run in order; this process waits for it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", ({ message }) => {
    console.error(
      `loadline: Cannot start Deno (${message}): install the packages of this project, npm install`,
    );
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}

/** Returns true if the project around a folder needs this package, and does not have it. */
function lacksPackages(folder) {
  const file = join(folder, "package.json");
  if (!existsSync(file)) {
    const above = dirname(folder);
    return above !== folder && lacksPackages(above);
  }
  const { dependencies = {}, devDependencies = {} } = JSON.parse(
    readFileSync(file, "utf8"),
  );
  const isNeeded = "loadline" in { ...dependencies, ...devDependencies };
  return isNeeded && !existsSync(join(folder, "node_modules", "loadline"));
}

const [name = "--help", ...args] = process.argv.slice(2);
const command = commands.get(name);
if (command && name !== "init" && lacksPackages(process.cwd())) {
  console.error(
    `loadline: Cannot do '${name}' as the packages of this project are not installed: npm install`,
  );
  process.exit(2);
}
if (command) start(command, args);
else if (name === "--version") console.log(version);
else if (["--help", "-h", "help"].includes(name)) console.log(usage());
else {
  console.error(
    `loadline: Cannot do '${name}' as there is no such command; there are: ${
      [...commands.keys()].join(", ")
    }`,
  );
  process.exit(2);
}
