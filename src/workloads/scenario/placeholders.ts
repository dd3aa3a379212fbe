/** Finds placeholders of a scenario that would have no value when their step is made. */
import { type Json, placeholdersIn } from "../../lab/plan/template.ts";
import type { Auth, Scenario, Step } from "./scenario.ts";

/** Placeholders that every user has: its number, and the number of its visit. Both count from 0. */
export const userPlaceholders = ["user", "visit"] as const;

/** A placeholder without a value, and where it is. */
export interface MissingValue {
  readonly path: readonly (string | number)[];
  readonly name: string;
  /** Placeholders that could be used there. */
  readonly known: readonly string[];
}

/** Finds them; `shared` are the placeholders that have values already. */
export function findMissingValues(
  { auth, headers, data, once, journeys }: Scenario,
  shared: readonly string[],
): MissingValue[] {
  // A column that only some rows have would fail some of the users.
  const columns = Object.keys(data.rows[0] ?? {})
    .filter((name) => data.rows.every((row) => Object.hasOwn(row, name)));
  const known = new Set([...shared, ...userPlaceholders, ...columns]);
  const missing: MissingValue[] = [];
  const follow = (
    steps: readonly Step[],
    path: readonly (string | number)[],
    { values, auth }: {
      readonly values: Set<string>;
      readonly auth: Scenario["auth"];
    },
  ) => {
    steps.forEach((step, i) => {
      const parts: Readonly<Record<string, Json>> = {
        ...toParts(step),
        headers: { ...headers, ...step.headers },
        auth: toAuthText(step.auth === "scenario" ? auth : step.auth),
      };
      for (const [key, part] of Object.entries(parts)) {
        for (const name of placeholdersIn(part)) {
          if (values.has(name)) continue;
          missing.push({ path: [...path, i, key], name, known: [...values] });
        }
      }
      for (const name of Object.keys(step.take)) values.add(name);
    });
  };
  follow(once, ["once"], { values: known, auth: "none" });
  journeys.forEach(({ steps }, j) =>
    follow(steps, ["journeys", j, "steps"], { values: new Set(known), auth })
  );
  return missing;
}

function toParts({ path, json, form, body, checks }: Step) {
  return {
    ...{ path, json, form },
    // Bytes are sent as they are.
    body: typeof body === "string" ? body : "",
    checks: checks.json,
  };
}

function toAuthText(auth: Auth | "none"): string {
  return auth === "none" ? "" : Object.values(auth).join(" ");
}
