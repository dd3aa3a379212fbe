/** Finds the folder with the jars of a tool that runs on Java. */
import type { JavaTool } from "../../lab/system/system_under_test.ts";

/** Name of the variable of the environment that names the folder: `LOADLINE_KAFKA`. */
export function toJarVariable({ name }: JavaTool): string {
  return `LOADLINE_${name.toUpperCase()}`;
}

/** Command that brings the jars. */
export function toJarRemedy(tool: JavaTool): string {
  const variable = toJarVariable(tool);
  return `bash scripts/fetch_jars.sh ${tool.name} FOLDER, then ${variable}=FOLDER`;
}

/** Returns the folder that the variable names; null if it is unset, or the folder is not the right one. */
export function jarFolder(tool: JavaTool): string | null {
  const folder = Deno.env.get(toJarVariable(tool)) ?? "";
  return folder !== "" && hasJar(folder, tool) ? folder : null;
}

export function hasJar(folder: string, { jar }: JavaTool): boolean {
  try {
    return [...Deno.readDirSync(folder)].some(({ name }) => jar.test(name));
  } catch {
    // There is no such folder, or it may not be read.
    return false;
  }
}
