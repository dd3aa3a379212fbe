/** Finds Java, and the folder of jars of a tool that runs on it. */
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import type { JavaTool } from "../../lab/system/system_under_test.ts";
import { UsageError } from "../../record/mod.ts";
import { findProgram } from "./find_program.ts";
import { hasJar, jarFolder, toJarRemedy, toJarVariable } from "./jar_folder.ts";

export const javaProgram = {
  names: ["java"],
  debianPackage: "openjdk-17-jre-headless",
};

/** How a class of the tool's jars is started. */
export interface JavaCommand {
  /** Path of the program. */
  readonly java: string;
  /** Value of `-cp`. */
  readonly classPath: string;
}

/** Returns the help text of the setting that names the folder. */
export function describeJars(tool: JavaTool): string {
  return `folder with the jars of ${tool.title}; empty for ${
    toJarVariable(tool)
  }`;
}

/** Throws `UsageError` if the setting names a folder without the tool's jar; it may be empty. */
export function checkJars(tool: JavaTool, folder: string): void {
  if (folder === "" || hasJar(folder, tool)) return;
  const { name, title } = tool;
  throw new UsageError(
    `Cannot use ${name}=${folder} as the jars of ${title} are not in this folder: use --set ${name}=/path/of/the/jars`,
  );
}

/**
 * Finds Java and the jars: in the folder of the setting, else in that of the environment variable. Throws `UsageError`
 * for a wrong setting, and `UnavailableError` with the remedy if one of them is missing.
 */
export function findJava(tool: JavaTool, folder: string): JavaCommand {
  checkJars(tool, folder);
  const found = folder || jarFolder(tool);
  if (found === null) {
    throw new UnavailableError(
      `Cannot find the jars of ${tool.title} as ${
        toJarVariable(tool)
      } names no folder with them: ${toJarRemedy(tool)}`,
    );
  }
  return { java: findProgram(javaProgram), classPath: `${found}/*` };
}
