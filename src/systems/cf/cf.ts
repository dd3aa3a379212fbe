/**
 * A Cloud Foundry that is already running, by its command line: the space that the user logged in to is filled. It tells
 * no events, and nothing of its cells can be destroyed.
 */
import type { PlatformSystem } from "../platform/platform.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { checkProgramPath, findProgram } from "../support/find_program.ts";
import { toCfTarget, toCfVersion } from "./cf_answers.ts";
import { writeApp } from "./cf_app.ts";
import { type CfClient, toCfClient } from "./cf_client.ts";
import { toCfHomes, userCfHome } from "./cf_homes.ts";
import { toCfPlatform } from "./cf_platform.ts";

const program = { names: ["cf8", "cf7", "cf"], debianPackage: "cf8-cli" };

/** Seconds that `cf version` and `cf target` may take. */
const ASK_TIMEOUT_S = 60;

const settings = {
  cf: "path of the command line; else cf8, cf7 or cf on PATH",
  home: "folder with the .cf of the user; else CF_HOME or HOME",
  app: "folder that is pushed; else a small Go program that logs and crashes",
  buildpack: "buildpack of the application (go_buildpack)",
  prefix: "beginning of the names of all applications (loadline)",
  routes: "yes or no: whether applications get a route (yes)",
  keep: "yes or no: whether applications are left there (no)",
  failed_looks:
    "looks at an application that may fail in each phase of a push (1)",
} as const;

export const cf: PlatformSystem = {
  name: "cf",
  title: "a running Cloud Foundry, by its command line",
  mode: "real",
  can: ["push-apps", "run-tasks"],
  metricFamilies: [],
  programs: [program],
  settings,
  parameters: {},
  identifying: ["app", "buildpack", "routes"],
  sizes(texts) {
    readTexts(texts);
    return [];
  },
  async start({ settings: texts, processes, signal }) {
    const values = readTexts(texts);
    const path = checkProgramPath("cf", values.cf) ?? findProgram(program);
    const { folder } = processes;
    const cf = toCfClient({
      ...{ program: path, folder },
      homes: toCfHomes({ source: values.home || userCfHome(), folder }),
    });
    const target = await readTarget(cf, signal);
    const appFolder = values.app || `${folder}/app`;
    if (values.app === "") await writeApp(appFolder);
    return toCfPlatform(cf, {
      ...values,
      version: [target.version, target.apiVersion && `API ${target.apiVersion}`]
        .filter((text) => text !== "").join(", "),
      path: appFolder,
      folder,
      // Unique, as an application of the same name would be pushed again.
      prefix: `${values.prefix}-${processes.run.replace(/^.*-/, "")}`,
    });
  },
};

/** Throws `UsageError` for a value that a setting cannot have. */
function readTexts(texts: Readonly<Record<string, string>>) {
  const { cf = "", app = "", home = "", buildpack = "go_buildpack" } = texts;
  const { prefix = "loadline", failed_looks = "1" } = texts;
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(prefix)) {
    throw new UsageError(
      `Cannot set prefix as it must be lower-case letters, digits and hyphens, at most 31: current value is '${prefix}'`,
    );
  }
  if (!/^\d{1,4}$/.test(failed_looks)) {
    throw new UsageError(
      `Cannot set failed_looks as it must be a whole number up to 9999: current value is '${failed_looks}'`,
    );
  }
  return {
    ...{ cf, app, home, buildpack, prefix },
    maxFailedLooks: Number(failed_looks),
    routes: readYesNo("routes", texts["routes"] ?? "yes"),
    keep: readYesNo("keep", texts["keep"] ?? "no"),
  };
}

function readYesNo(key: string, text: string): boolean {
  if (text === "yes" || text === "no") return text === "yes";
  throw new UsageError(
    `Cannot set ${key} as it must be yes or no: current value is '${text}'`,
  );
}

/** Reads the versions. Throws `UnavailableError` if no space is targeted, or the user is not logged in. */
async function readTarget(
  cf: CfClient,
  signal: AbortSignal,
): Promise<{ readonly version: string; readonly apiVersion: string }> {
  const options = { timeout: ASK_TIMEOUT_S, signal };
  try {
    const version = await cf.run(["version"], options);
    const target = await cf.run(["target"], options);
    signal.throwIfAborted();
    const { space, apiVersion } = toCfTarget(target.result.stdout);
    if (target.outcome === "ok" && space !== "") {
      return { version: toCfVersion(version.result.stdout), apiVersion };
    }
    throw new UnavailableError(
      `Cannot use cf as ${
        target.error || "no space is targeted"
      }: use cf login, and cf target -s SPACE`,
    );
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UnavailableError(
      "Cannot use cf as nobody is logged in: use cf login",
    );
  }
}
