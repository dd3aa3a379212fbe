/** Finds the anchors that GitHub gives to the headings of a Markdown file. */
import MarkdownIt from "markdown-it";
import { markCallouts, markdown, textOf } from "../text/prose.ts";

/** Heading and its anchor. */
export interface Anchored {
  readonly text: string;
  readonly id: string;
}

/** Finds blocks alone: to parse the text in thousands of cells of tables takes longer than all else. */
const blocks = new MarkdownIt({ html: false });
blocks.core.ruler.before("inline", "callout", markCallouts);
blocks.disable("inline");

/** Returns the headings of Markdown, in order, with the anchors under which GitHub links to them. */
export function githubAnchors(text: string): Anchored[] {
  const seen = new Map<string, number>();
  // Has the targets of links by name, wherever they are in the file.
  const env = {};
  const tokens = blocks.parse(text, env);
  return tokens.flatMap((token, index): Anchored[] => {
    const inline = tokens[index + 1];
    if (token.type !== "heading_open" || !inline) return [];
    const [parsed] = markdown.parseInline(inline.content, env);
    const words = parsed ? textOf(parsed) : "";
    const base = words.toLowerCase().replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    return [{ text: words, id: count === 0 ? base : `${base}-${count}` }];
  });
}
