/** Finds the anchors that GitHub gives to the headings of a Markdown file. */
import { markdown, textOf } from "../text/prose.ts";

/** Heading and its anchor. */
export interface Anchored {
  readonly text: string;
  readonly id: string;
}

/** Returns the headings of Markdown, in order, with the anchors under which GitHub links to them. */
export function githubAnchors(text: string): Anchored[] {
  const seen = new Map<string, number>();
  const tokens = markdown.parse(text, {});
  return tokens.flatMap((token, index): Anchored[] => {
    const inline = tokens[index + 1];
    if (token.type !== "heading_open" || !inline) return [];
    const words = textOf(inline);
    const base = words.toLowerCase().replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    return [{ text: words, id: count === 0 ? base : `${base}-${count}` }];
  });
}
