/** Finds what is wrong between the parts of an experiment of a user's own: each part is right by itself. */
import { scenarioMetrics } from "../../analysis/scenario/scenario_metrics.ts";
import { allowedValues, isAllowed } from "../../lab/plan/settings.ts";
import { bookkeepingParams, nearest } from "../../record/mod.ts";
import { nodePlaceholders } from "../../systems/own/declaration.ts";
import { findMissingValues } from "../../workloads/scenario/placeholders.ts";
import { driverPlaceholders } from "../../workloads/driver/driver.ts";
import { driverProblems } from "./driver_problems.ts";
import type { OwnFields } from "./own_fields.ts";
import type { Problem } from "./own_problem.ts";
import { kindsOfOwn } from "./own_kinds.ts";
import { ownSettings } from "./own_settings.ts";
import { programProblems } from "./program_problems.ts";

/** Keys of params by which runs of other kinds are judged, or that keep account of runs. */
const reserved: readonly string[] = [
  ...bookkeepingParams,
  ...[
    "profile",
    "users",
    "targets",
    "streams",
    "attribute",
    "stop",
    "scrape_interval",
  ],
];

/** Names that no setting can have. */
const withMeaning: readonly string[] = [
  ...nodePlaceholders,
  ...driverPlaceholders,
  ...reserved,
];

/** Returns settings, placeholders and metrics that nothing gives a meaning, each with its key and a remedy. */
export function findProblems(own: OwnFields): Problem[] {
  return [
    ...settingProblems(own),
    ...systemProblems(own),
    ...scenarioProblems(own),
    ...driverProblems(own),
    ...objectiveProblems(own),
  ];
}

function settingProblems({ settings }: OwnFields): Problem[] {
  return Object.entries(settings).flatMap(([key, given]): Problem[] => {
    const path = ["settings", key];
    const common = Object.hasOwn(ownSettings, key)
      ? Object.entries(ownSettings).find(([name]) => name === key)?.[1]
      : undefined;
    const isValue = typeof given !== "object";
    if (!common && withMeaning.includes(key)) {
      return [{
        path,
        message: "has a name with a meaning of its own: use another one",
      }];
    }
    if (!common) {
      return isValue
        ? [{
          path,
          message:
            `is a value of no setting: declare it by number() or choice(); ${
              nearest(key, Object.keys(ownSettings))
            }`,
        }]
        : [];
    }
    if (!isValue) {
      return [{
        path,
        message: "is a setting of every experiment: give it a value only",
      }];
    }
    return isAllowed(common, given) ? [] : [{
      path,
      message: `cannot be ${JSON.stringify(given)}: it must be ${
        allowedValues(common)
      }`,
    }];
  });
}

function systemProblems({ systems, settings, secrets }: OwnFields): Problem[] {
  return systems.flatMap((system, i): Problem[] => {
    const first = systems.findIndex(({ name }) => name === system.name);
    const twice = first < i
      ? [{
        path: ["systems", i, "name"],
        message: `'${system.name}' is there twice: give each its own`,
      }]
      : [];
    if (system.kind === "endpoints") return twice;
    const { command, env } = system;
    return [
      ...twice,
      ...programProblems({ open: { command }, env }, {
        ...{ path: ["systems", i], placeholders: nodePlaceholders },
        ...{ settings, secrets },
      }),
    ];
  });
}

function scenarioProblems(
  { scenario, settings, secrets }: OwnFields,
): Problem[] {
  if (scenario === null) return [];
  const shared = [
    ...Object.keys(ownSettings),
    ...Object.keys(settings),
    ...secrets,
  ];
  return findMissingValues(scenario, shared).map(({ path, name, known }) => ({
    path: ["scenario", ...path],
    message:
      `has the placeholder {${name}}, which has no value there: take it in an earlier step, or add it to data, settings or secrets; ${
        nearest(name, known)
      }`,
  }));
}

function objectiveProblems(own: OwnFields): Problem[] {
  const { objectives } = own;
  const known = scenarioMetrics(kindsOfOwn(own));
  return objectives.flatMap(({ metric }, i) =>
    known.includes(metric) ? [] : [{
      path: ["objectives", i, "metric"],
      message: `is not measured: ${nearest(metric, known)}`,
    }]
  );
}
