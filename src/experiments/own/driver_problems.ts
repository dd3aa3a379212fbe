/** Finds what is wrong between the driver of a user's own experiment and its other parts. */
import { nearest } from "../../record/mod.ts";
import { placeholdersIn } from "../../lab/plan/template.ts";
import { driverPlaceholders } from "../../workloads/driver/driver.ts";
import type { Problem } from "./own_problem.ts";
import type { OwnFields } from "./own_fields.ts";
import { ownSettings } from "./own_settings.ts";

/** Returns what is wrong, each with its key and a remedy. */
export function driverProblems(
  { driver, scenario, profiles, settings, secrets }: OwnFields,
): Problem[] {
  if (driver === null) {
    return scenario !== null ? [] : [{
      path: ["scenario"],
      message: "is missing: say what users do, or name a driver",
    }];
  }
  const known = [
    ...driverPlaceholders,
    ...Object.keys(ownSettings),
    ...Object.keys(settings),
  ];
  const { command, results, env } = driver;
  const unknown = (
    texts: readonly string[],
    key: string,
    more: readonly string[],
  ): Problem[] =>
    placeholdersIn([...texts]).flatMap((name) => {
      const path = ["driver", key];
      // A command line is recorded, and shown to every user of the machine.
      if (!more.includes(name) && secrets.includes(name)) {
        return [{
          path,
          message: `has the secret {${name}}, which all could read: use env`,
        }];
      }
      return [...known, ...more].includes(name) ? [] : [{
        path,
        message: `has the placeholder {${name}} without a value: ${
          nearest(name, known)
        }`,
      }];
    });
  return [
    ...scenario === null ? [] : [{
      path: ["driver"],
      message: "cannot be beside a scenario: remove one",
    }],
    ...Object.keys(profiles).length === 0 ? [] : [{
      path: ["profiles"],
      message: "are of a scenario: let the driver change its rate itself",
    }],
    ...unknown(command, "command", []),
    ...unknown([results], "results", []),
    ...unknown(Object.values(env), "env", secrets),
  ];
}
