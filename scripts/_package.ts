/** What the npm package of this tool is made of: its files, and what stands in them. */
import { compareText } from "../src/record/model/names.ts";
import { packageCommands } from "./_commands.ts";

/** What of `deno.json` matters here. */
export interface ProjectConfig {
  readonly version: string;
  readonly tasks: Readonly<
    Record<string, { readonly description: string; readonly command: string }>
  >;
  readonly imports: Readonly<Record<string, string>>;
  readonly compilerOptions: object;
}

/** Versions of packages by name. */
export type Versions = Readonly<Record<string, string>>;

/** TypeScript that is not in the package: it belongs to this checkout. */
const leftOut = /^scripts\/(bench|ci_summary|ok|pack|_jsr|_package)\.ts$/;

/** Folders whose TypeScript becomes JavaScript. */
const compiled = /^(src|scripts|examples\/(kv|relay))\/.*\.ts$/;

/**
 * Files that are in the package as they are: TypeScript for its types only, as Deno runs none below `node_modules`; those
 * of `examples/workspace` are written by `loadline init`.
 */
const copied =
  /^(src\/.*\.(ts|sql|css|js|html|py|sh)|bin\/.*|examples\/workspace\/.*|README\.md|LICENSE|CHANGELOG\.md)$/;

/** Returns which files of the checkout become JavaScript, and which are copied; `src` is both. */
export function packageFiles(
  files: readonly string[],
): { readonly compile: readonly string[]; readonly copy: readonly string[] } {
  return {
    compile: files.filter((file) => compiled.test(file) && !leftOut.test(file)),
    copy: files.filter((file) => copied.test(file)),
  };
}

/**
 * Rewrites the names of files in a module: what was TypeScript is JavaScript now, whether it is imported, started as a
 * worker or run as a program. Only literals that are nothing but a path are rewritten.
 */
export function toJavaScriptNames(text: string): string {
  return text.replace(/"((?:[\w.-]+\/)*[\w-][\w.-]*)\.ts"/g, '"$1.js"');
}

/** Returns the entries that users import, by name: `loadline`, `loadline/experiment` ... */
export function entriesOf(
  { imports }: ProjectConfig,
): (readonly [string, string])[] {
  return Object.entries(imports).filter(([name]) =>
    /^loadline(\/|$)/.test(name)
  );
}

/** Returns the content of the package's `package.json`. */
export function toPackageJson(
  config: ProjectConfig,
  { packages, deno }: {
    /** Packages that `deno.json` does not import: those of `package.json`. */
    readonly packages: Versions;
    /** Version of Deno. */
    readonly deno: string;
  },
): object {
  const imported = Object.values(config.imports).flatMap((target) => {
    const [, name, version] = /^npm:(@?[^@]+)@([^/]+)(?:\/.*)?$/.exec(target) ??
      [];
    return name === undefined ? [] : [[name, version] as const];
  });
  const dependencies = { ...Object.fromEntries(imported), ...packages, deno };
  return {
    name: "loadline",
    version: config.version,
    description:
      "A lab for load tests: runs against your own system, records in DuckDB, reports from typed notebooks",
    license: "Apache-2.0",
    type: "module",
    bin: { loadline: "bin/loadline.js" },
    engines: { node: ">=22" },
    exports: {
      ...Object.fromEntries(
        entriesOf(config).map(([name, path]) => {
          const stem = path.replace(/\.ts$/, "");
          return [name.replace("loadline", "."), {
            types: `${stem}.ts`,
            default: `${stem}.js`,
          }];
        }),
      ),
      "./package.json": "./package.json",
    },
    dependencies: Object.fromEntries(
      Object.entries(dependencies).toSorted(([a], [b]) => compareText(a, b)),
    ),
  };
}

/**
 * Returns the content of the package's `deno.json`: its version, its commands with their permissions, and the options of
 * the compiler for new projects.
 */
export function toPackageConfig(
  { version, tasks, compilerOptions }: ProjectConfig,
): object {
  return {
    ...{ version, compilerOptions },
    tasks: Object.fromEntries(
      packageCommands.map((name) => [name, tasks[name]]),
    ),
  };
}
