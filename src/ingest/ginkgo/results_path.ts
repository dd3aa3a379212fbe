/** Reads implementation, database, suite and suite version from the path in a results repository. */
import type { Param } from "../../record/mod.ts";
import type { ImportOptions } from "../source/importer.ts";

export interface Suite {
  readonly implementation: string;
  readonly database: string;
  readonly suite: string;
  readonly suite_version: string;
}

const SUITE_PATH =
  /(?:^|\/)([^/]+)\/([^/]+)\/results\/([^/]+?)(?:-test-results)?\/(v[^/]+)\/[^/]+$/;
const FILE_NAME = /(?:^|\/)([^/]+)-test-results-\d+\.json$/;

/** Returns the suite of a file, from settings, path, content or name, in this order; else `unknown`. */
export function findSuite(
  path: string,
  { settings, ccdbVersion }: Pick<ImportOptions, "settings"> & {
    readonly ccdbVersion: string;
  },
): Suite {
  const [, implementation, database, suite, version] = SUITE_PATH.exec(path) ??
    [];
  return {
    implementation: settings.implementation ?? implementation ?? "unknown",
    database: settings.database ?? database ?? (ccdbVersion || "unknown"),
    suite: settings.suite ?? suite ?? FILE_NAME.exec(path)?.[1] ?? "unknown",
    suite_version: settings.suite_version ?? version ?? "unknown",
  };
}

/** Returns the suite and its versions as params, without empty ones. */
export function suiteParams(
  suite: Suite,
  versions: { cfDeploymentVersion: string; capiVersion: string },
): Param[] {
  const settings: [key: string, label: string, value: string][] = [
    ["database", "Database", suite.database],
    ["suite", "Suite", suite.suite],
    ["suite_version", "Suite version", suite.suite_version],
    ["implementation", "Implementation", suite.implementation],
    [
      "cf_deployment_version",
      "cf-deployment version",
      versions.cfDeploymentVersion,
    ],
    ["capi_version", "CAPI version", versions.capiVersion],
  ];
  return settings.filter(([, , value]) => value !== "").map((
    [key, label, value],
    i,
  ) => ({ key, value, number: null, unit: "", label, position: i + 1 }));
}
