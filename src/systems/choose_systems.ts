/** Chooses the systems of a session, by their names or by what is installed. */
import { missingCapability } from "../lab/plan/capability.ts";
import type { Experiment } from "../lab/plan/experiment.ts";
import type { System } from "../lab/system/system_under_test.ts";
import { nearest, UsageError } from "../record/mod.ts";
import { diagnosePrograms } from "./support/find_program.ts";

/** Stands for all systems that have what an experiment requires, and whose programs are found. */
export const INSTALLED = "installed";

export interface SystemChoice {
  readonly systems: readonly System[];
  /** Systems that could do the experiment but are not installed, each with what to do about it. */
  readonly leftOut: readonly string[];
}

/**
 * Chooses systems by `text`: names separated by commas, or `installed`; empty for the first that the experiment can run
 * on. Throws `UsageError` for a name that is unknown or there twice, for a system that cannot do the experiment, and if
 * none is installed.
 */
export function chooseSystems(
  text: string,
  { experiment, systems }: {
    readonly experiment: Pick<Experiment, "name" | "requires">;
    /** All systems. */
    readonly systems: readonly System[];
  },
): SystemChoice {
  const { name, requires } = experiment;
  const able = systems.filter((system) =>
    missingCapability(system, requires) === ""
  );
  if (text === INSTALLED) return chooseInstalled(name, able);
  const chosen = (text || (able[0]?.name ?? "")).split(",")
    .map((part) => findSystem(part.trim(), systems, [INSTALLED]));
  const twice = chosen.find((system, i) => chosen.indexOf(system) < i);
  if (twice) {
    throw new UsageError(
      `Cannot run on ${twice.name} twice: name each system once`,
    );
  }
  for (const system of chosen) {
    const reason = missingCapability(system, requires);
    if (reason === "") continue;
    throw new UsageError(
      `Cannot run ${name} on '${system.name}' as ${reason}: use one of ${
        able.map(({ name }) => name).join(", ")
      }`,
    );
  }
  return { systems: chosen, leftOut: [] };
}

/**
 * Finds a system by name. Throws `UsageError` with all names, and `words` that may stand in their place, and the nearest
 * of them if there is no such system.
 */
export function findSystem(
  name: string,
  systems: readonly System[],
  words: readonly string[] = [],
): System {
  const system = systems.find((system) => system.name === name);
  if (system) return system;
  if (words.includes(name)) {
    throw new UsageError(
      `Cannot run on '${name}' and others as it stands for several systems: use it alone`,
    );
  }
  const names = systems.map(({ name }) => name);
  throw new UsageError(
    `Cannot run on '${name}' as ${nearest(name, [...names, ...words])}`,
  );
}

function chooseInstalled(
  experiment: string,
  able: readonly System[],
): SystemChoice {
  const found = able.map((system) => ({
    system,
    reason: whyNotInstalled(system),
  }));
  const missing = found.filter(({ reason }) => reason !== "");
  const leftOut = missing.map(({ system, reason }) =>
    `${system.name}: ${reason}`
  );
  if (missing.length === able.length) {
    throw new UsageError(
      `Cannot run ${experiment} on ${INSTALLED} systems as there are none; ${
        leftOut.join("; ")
      }`,
    );
  }
  return {
    systems: found.filter(({ reason }) => reason === "")
      .map(({ system }) => system),
    leftOut,
  };
}

/** Returns why a system cannot be started here, and what to do about it; empty if it can. */
function whyNotInstalled(system: System): string {
  // Whether a cluster is running elsewhere is not known here.
  if (system.programs.length === 0 && system.mode === "real") {
    return `it has no program to be found: name it with --system ${system.name}`;
  }
  return diagnosePrograms(system).flatMap(({ result, text, remedy }) =>
    result === "pass" ? [] : [`${text}: ${remedy}`]
  ).join("; ");
}
