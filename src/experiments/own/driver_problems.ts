/** Finds what is wrong between the driver of a user's own experiment and its other parts. */
import { driverPlaceholders } from "../../workloads/driver/driver.ts";
import { distributedProblems } from "./distributed_problems.ts";
import type { Problem } from "./own_problem.ts";
import type { OwnFields } from "./own_fields.ts";
import { programProblems } from "./program_problems.ts";

/** Returns what is wrong, each with its key and a remedy. */
export function driverProblems(own: OwnFields): Problem[] {
  const { driver, scenario, profiles, settings, secrets } = own;
  if (driver === null) {
    return scenario !== null ? [] : [{
      path: ["scenario"],
      message: "is missing: say what users do, or name a driver",
    }];
  }
  const { command, results, env } = driver;
  return [
    ...scenario === null ? [] : [{
      path: ["driver"],
      message: "cannot be beside a scenario: remove one",
    }],
    ...Object.keys(profiles).length === 0 ? [] : [{
      path: ["profiles"],
      message: "are of a scenario: let the driver change its rate itself",
    }],
    ...programProblems({ open: { command, results: [results] }, env }, {
      ...{ path: ["driver"], placeholders: driverPlaceholders },
      ...{ settings, secrets },
    }),
    ...distributedProblems(own),
  ];
}
