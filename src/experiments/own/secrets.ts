/** Reads the secrets of an experiment from the environment: they are in no file, and in no record. */
import { MIN_SECRET_LENGTH } from "../../lab/recording/redact.ts";
import { UsageError } from "../../record/mod.ts";

/**
 * Returns their values by name. Throws `UsageError` for one that is not set, or so short that it could not be told from
 * other words in a record.
 */
export function readSecrets(
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => {
    const value = Deno.env.get(name) ?? "";
    if (value.length >= MIN_SECRET_LENGTH) return [name, value];
    throw new UsageError(
      value === ""
        ? `Cannot use the secret ${name} as the environment does not have it: set ${name}`
        : `Cannot use the secret ${name} as it has fewer than ${MIN_SECRET_LENGTH} characters, and could not be told from other words: use a longer one`,
    );
  }));
}
