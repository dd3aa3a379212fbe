/** Finds secrets among the values of a user. */
import type { Json, TemplateValues } from "../../lab/plan/template.ts";
import { isSecretName } from "../../lab/recording/redact.ts";

/** Returns the texts and numbers that stand under the name of a secret, at any depth: a token that a login gave. */
export function secretsOf(values: TemplateValues): string[] {
  return [...values].flatMap(([name, value]) => secretsIn(name, value));
}

function secretsIn(name: string, value: Json): string[] {
  if (isSecretName(name)) return leavesOf(value);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(key, inner));
}

function leavesOf(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(leavesOf);
}
