/** Removes secrets from texts before they are recorded: declared ones, and those beside well-known names. */

/** What stands in the place of a secret. */
export const REDACTED = "***";

/** Shortest secret that is looked for: a shorter one would be found in innocent words. */
export const MIN_SECRET_LENGTH = 4;

/** Names whose values are secrets wherever they are written; `-` stands for `-`, `_` or nothing. */
const secretNames = [
  ...["authorization", "proxy-authorization", "cookie", "set-cookie"],
  ...["password", "passwd", "passphrase", "pwd", "secret", "client-secret"],
  ...["token", "access-token", "refresh-token", "id-token", "auth-token"],
  ...["api-key", "x-api-key", "access-key", "private-key", "credential"],
  ...["session", "session-id", "jwt", "signature", "sig"],
];

const names = secretNames.map((name) => name.replaceAll("-", "[-_]?"));
/** What ends in such a name is one, too: `DB_PASSWORD`, `sessionToken`. */
const isName = new RegExp(`(?:${names.join("|")})$`, "i");

/** Each pattern keeps its first group, which tells what the secret was. */
const patterns: readonly RegExp[] = [
  // A user's name and password in a URL.
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+(?=@)/gi,
  // Not the word after it in a sentence, which has neither a digit nor a capital.
  /(\b(?:[Bb]earer|[Bb]asic)\s+)(?=\S*[0-9A-Z=])[\w.~+/=-]{4,}/g,
  // A JSON web token, without a name beside it.
  /()\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g,
  new RegExp(
    `((?<![a-z0-9])(?:[a-z0-9]+[-_]?)?(?:${
      names.join("|")
    })["']?\\s*[:=]\\s*["']?)(?!\\*\\*\\*)[^\\s"',;&}]+`,
    "gi",
  ),
];

/** Returns true for a name whose value is a secret: `access_token`. */
export function isSecretName(name: string): boolean {
  return isName.test(name);
}

/** Removes secrets from a text; `more` are secrets that were not known before. */
export type Redact = (text: string, more?: readonly string[]) => string;

/**
 * Returns a function that removes these secrets, as they are and as JSON, URLs and base64 have them, and what stands
 * beside well-known names. Of a text that was cut, a beginning of a secret at its end is removed as well.
 */
export function toRedactor(secrets: readonly string[]): Redact {
  const known = withForms(secrets);
  return (text, more = []) => {
    let clean = text;
    for (
      const secret of more.length === 0 ? known : known.concat(withForms(more))
    ) {
      clean = withoutBeginning(clean.replaceAll(secret, REDACTED), secret);
    }
    for (const pattern of patterns) {
      clean = clean.replace(pattern, `$1${REDACTED}`);
    }
    return clean;
  };
}

/** The longest first, as one may contain another. */
function withForms(secrets: readonly string[]): string[] {
  const forms = secrets
    .filter(({ length }) => length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      new TextEncoder().encode(secret).toBase64(),
    ]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

function withoutBeginning(text: string, secret: string): string {
  for (let length = secret.length - 1; length >= MIN_SECRET_LENGTH; length--) {
    if (text.endsWith(secret.slice(0, length))) {
      return `${text.slice(0, -length)}${REDACTED}`;
    }
  }
  return text;
}
