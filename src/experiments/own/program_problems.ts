/** Finds what is wrong with the placeholders of the programs that a user's own experiment starts. */
import { placeholdersIn } from "../../lab/plan/template.ts";
import { nearest } from "../../record/mod.ts";
import type { OwnFields } from "./own_fields.ts";
import type { Problem } from "./own_problem.ts";
import { ownSettings } from "./own_settings.ts";

/** A program as it is declared. */
export interface DeclaredProgram {
  /** Texts that all can read, by key, such as its command. */
  readonly open: Readonly<Record<string, readonly string[]>>;
  /** Environment variables, which may have secrets. */
  readonly env: Readonly<Record<string, string>>;
}

/** Returns placeholders that nothing gives a value, and secrets where all could read them, each with a remedy. */
export function programProblems(
  { open, env }: DeclaredProgram,
  { path, placeholders, settings, secrets }:
    & Pick<OwnFields, "settings" | "secrets">
    & {
      /** Where the program is declared. */
      readonly path: Problem["path"];
      /** Those that the lab fills in. */
      readonly placeholders: readonly string[];
    },
): Problem[] {
  const known = [
    ...placeholders,
    ...Object.keys(ownSettings),
    ...Object.keys(settings),
  ];
  const unknownIn = (
    key: string,
    texts: readonly string[],
    known: readonly string[],
  ): Problem[] =>
    placeholdersIn([...texts]).filter((name) => !known.includes(name))
      .map((name) => ({
        path: [...path, key],
        message: secrets.includes(name)
          // A command line is recorded, and shown to every user of the machine.
          ? `has the secret {${name}}, which all could read: use env`
          : `has the placeholder {${name}} without a value: ${
            nearest(name, known)
          }`,
      }));
  return [
    ...Object.entries(open).flatMap(([key, texts]) =>
      unknownIn(key, texts, known)
    ),
    ...unknownIn("env", Object.values(env), [...known, ...secrets]),
  ];
}
