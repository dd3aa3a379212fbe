/** Makes names for anchors and files from any text. */

const MAX_SLUG_LENGTH = 60;

/** Returns lower-case ASCII letters, digits and single hyphens, at most 60 characters; empty if the text has none. */
export function slug(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").slice(0, MAX_SLUG_LENGTH).replace(
      /^-+|-+$/g,
      "",
    );
}

/** Returns the name of a report's files, without extension: that of the notebook, or its slug if unsafe in a path. */
export function fileName({ name }: { readonly name: string }): string {
  if (/^[A-Za-z0-9][\w-]*$/.test(name)) return name;
  return slug(name) || "report";
}

/** Creates a function that returns unique slugs: the second of a name ends in `-2`. */
export function uniqueSlugs(): (text: string, fallback: string) => string {
  const taken = new Set<string>();
  return (text, fallback) => {
    const base = slug(text) || fallback;
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
    taken.add(name);
    return name;
  };
}
