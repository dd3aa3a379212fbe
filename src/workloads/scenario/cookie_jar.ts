/** The cookies of one user (RFC 6265), who talks to one server only: domains and paths do not matter. */

/** A user with more would send more than servers take. */
const MAX_COOKIES = 50;
const MAX_COOKIE_LENGTH = 4096;

/** Name and value: ASCII that can be in a header, without what ends a cookie. */
const pair = /^([\x21-\x3a\x3c\x3e-\x7e]+)=([\x21-\x3a\x3c-\x7e]*)$/;

/** Keeps the cookies that a server sets, until it removes them. */
export class CookieJar {
  readonly #values = new Map<string, string>();
  /** Line of the header `cookie` with its end; empty for none. */
  line = "";

  get values(): readonly string[] {
    return [...this.#values.values()];
  }

  /** Takes the values of headers `set-cookie`; those that are none are ignored, as browsers do. */
  take(headers: readonly string[]): void {
    for (const header of headers) {
      const [first = "", ...attributes] = header.split(";")
        .map((part) => part.trim());
      const [, name, value = ""] = pair.exec(first) ?? [];
      if (name === undefined || first.length > MAX_COOKIE_LENGTH) continue;
      if (attributes.some(removes)) this.#values.delete(name);
      else if (this.#values.has(name) || this.#values.size < MAX_COOKIES) {
        this.#values.set(name, value);
      }
    }
    const pairs = [...this.#values].map(([name, value]) => `${name}=${value}`);
    this.line = pairs.length === 0 ? "" : `cookie: ${pairs.join("; ")}\r\n`;
  }
}

/** Whether an attribute says that the cookie has expired. */
function removes(attribute: string): boolean {
  const [name = "", text = ""] = attribute.split(/=(.*)/);
  switch (name.toLowerCase()) {
    case "max-age":
      return Number(text) <= 0;
    case "expires":
      return Date.parse(text) < Date.now();
    default:
      return false;
  }
}
