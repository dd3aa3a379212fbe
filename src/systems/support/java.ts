/** Finds Java, and the folder of jars of a tool that runs on it. */
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { findProgram, toFolderVariable } from "./find_program.ts";

export const javaProgram = {
  names: ["java"],
  debianPackage: "openjdk-17-jre-headless",
};

/** A tool of which a folder holds all jars. */
export interface JavaTool {
  /** Key of the setting that names the folder: `kafka`. */
  readonly name: string;
  readonly title: string;
  /** Name of the jar without which the folder is not the right one. */
  readonly jar: RegExp;
}

/** Words that start a class of the tool's jars, up to the options of the virtual machine. */
export interface JavaCommand {
  readonly java: string;
  /** Value of `-cp`. */
  readonly classPath: string;
}

/** Returns the help text of the setting that names the folder. */
export function describeJars({ name, title }: JavaTool): string {
  return `folder with the jars of ${title} (optional/${name}/pom.xml); empty for ${
    toFolderVariable(name)
  }`;
}

/** Throws `UsageError` if the setting names a folder without the tool's jar; it may be empty. */
export function checkJars(
  { name, title, jar }: JavaTool,
  folder: string,
): void {
  if (folder === "" || hasJar(folder, jar)) return;
  throw new UsageError(
    `Cannot use ${name}=${folder} as the jars of ${title} are not in this folder: use --set ${name}=/path/of/the/jars`,
  );
}

/**
 * Finds Java and the jars: in the folder of the setting, else in that of the environment variable. Throws `UsageError`
 * for a wrong setting, and `UnavailableError` with the remedy if one of them is missing.
 */
export function findJava(tool: JavaTool, folder: string): JavaCommand {
  const { name, title, jar } = tool;
  checkJars(tool, folder);
  const variable = toFolderVariable(name);
  const found = folder || (Deno.env.get(variable) ?? "");
  if (found === "" || !hasJar(found, jar)) {
    throw new UnavailableError(
      `Cannot find the jars of ${title} as ${
        found === "" ? `${variable} is not set` : `they are not in ${found}`
      }: mvn -f optional/${name}/pom.xml dependency:copy-dependencies -DoutputDirectory=/path, then ${variable}=/path or --set ${name}=/path`,
    );
  }
  return { java: findProgram(javaProgram), classPath: `${found}/*` };
}

function hasJar(folder: string, jar: RegExp): boolean {
  try {
    return [...Deno.readDirSync(folder)].some(({ name }) => jar.test(name));
  } catch {
    // There is no such folder, or it may not be read.
    return false;
  }
}
