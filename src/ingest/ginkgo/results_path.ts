/** What a results repository says by its folders: implementation, database, suite and suite version. */
import type { Param } from "../../record/mod.ts";
import type { ImportOptions } from "../source/importer.ts";

export interface Suite {
  readonly implementation: string;
  readonly database: string;
  readonly suite: string;
  readonly suite_version: string;
}

const PATH =
  /(?:^|\/)([^/]+)\/([^/]+)\/results\/([^/]+?)(?:-test-results)?\/(v[^/]+)\/[^/]+$/;
const NAME = /(?:^|\/)([^/]+)-test-results-\d+\.json$/;

/** The suite of a file, from settings, path, content or name, in this order; what none of them says is `unknown`. */
export function suiteOf(
  path: string,
  { settings, ccdbVersion }: Pick<ImportOptions, "settings"> & {
    readonly ccdbVersion: string;
  },
): Suite {
  const [, implementation, database, suite, version] = PATH.exec(path) ?? [];
  return {
    implementation: settings.implementation ?? implementation ?? "unknown",
    database: settings.database ?? database ?? (ccdbVersion || "unknown"),
    suite: settings.suite ?? suite ?? NAME.exec(path)?.[1] ?? "unknown",
    suite_version: settings.suite_version ?? version ?? "unknown",
  };
}

/** The suite and its versions as settings of the run; versions that are not stated are left out. */
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
