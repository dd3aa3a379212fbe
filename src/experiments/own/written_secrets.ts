/** Finds secrets that are written in the file of an experiment, which are in no record either. */
import { placeholdersIn } from "../../lab/plan/template.ts";
import { isSecretName } from "../../lab/recording/redact.ts";
import { type Scenario, stepsOf } from "../../workloads/scenario/scenario.ts";

/** Shortest that is looked for: a shorter one may be a word of the record, as `demo` is. */
const MIN_LENGTH = 8;

/** Returns tokens and passwords of `auth`, and what stands in headers with the name of a secret, each once. */
export function writtenSecrets(scenario: Scenario | null): string[] {
  if (scenario === null) return [];
  const steps = stepsOf(scenario);
  const auths = [scenario.auth, ...steps.map(({ auth }) => auth)];
  const headers = [scenario.headers, ...steps.map(({ headers }) => headers)];
  const texts = [
    ...auths.flatMap((auth) => {
      if (typeof auth === "string") return [];
      return "bearer" in auth ? [auth.bearer] : [auth.password];
    }),
    ...headers.flatMap((all) => Object.entries(all))
      .filter(([name]) => isSecretName(name))
      .flatMap(([name, text]) => partsOf(name, text)),
  ];
  return [...new Set(texts)].filter((text) =>
    text.length >= MIN_LENGTH && placeholdersIn(text).length === 0
  );
}

/** Returns the words of a header, as it has others beside its secret: `Bearer`, or the names of cookies. */
function partsOf(name: string, text: string): string[] {
  return /cookie$/i.test(name)
    ? text.split(/;\s*/).map((pair) => pair.replace(/^[^=]*=/, ""))
    : text.split(/[\s,;]+/);
}
