/** Names for anchors and files, made from any text. */

const longest = 60;

/** Lower-case ASCII letters, digits and single hyphens, at most 60 characters; empty when the text holds none of them. */
export function slug(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").slice(0, longest).replace(/^-+|-+$/g, "");
}

/** Name of a report's files, without extension: the notebook's, or its slug where that is no plain file name. */
export function fileName({ name }: { readonly name: string }): string {
  if (/^[A-Za-z0-9][\w-]*$/.test(name)) return name;
  return slug(name) || "report";
}

/** Returns a function that gives slugs, each only once: the second of a name ends in `-2`. */
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
