/** Highlights code in two themes at once, by CSS classes, so that a page contains each colour once. */
import { createHighlighterCoreSync, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import sql from "shiki/langs/sql.mjs";
import typescript from "shiki/langs/typescript.mjs";
import dark from "shiki/themes/github-dark-high-contrast.mjs";
import light from "shiki/themes/github-light-high-contrast.mjs";
import { escapeHtml, plainText } from "./escape.ts";
import { type Colours, joinThemes } from "./joined_theme.ts";

const languages: Readonly<Record<string, string>> = {
  ts: "typescript",
  typescript: "typescript",
  js: "typescript",
  javascript: "typescript",
  sql: "sql",
};

/** Both at once, so that the code is gone through once. */
const joined = joinThemes(light, dark);

let highlighter: HighlighterCore | null = null;

// Made on first use: the grammars take a while to compile, and a page without code does not need them.
function getHighlighter(): HighlighterCore {
  highlighter ??= createHighlighterCoreSync({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    langs: [typescript, sql],
    themes: [joined.theme],
  });
  return highlighter;
}

/** Highlighter of the code of one page. */
export interface Highlighter {
  /** Returns escaped HTML for the content of `<pre><code>`; only escapes code in an unknown language. */
  readonly highlight: (code: string, language: string) => string;
  /** Returns the CSS of the colours used so far. */
  readonly css: () => string;
}

/** Creates a highlighter whose class names depend only on the sequence of highlighted code. */
export function createPageHighlighter(): Highlighter {
  const classes = new Map<string, string>();

  function classOf({ light, dark }: Colours): string {
    const pair = `${light}, ${dark}`;
    const name = classes.get(pair) ?? `k${classes.size + 1}`;
    classes.set(pair, name);
    return name;
  }

  function highlight(code: string, language: string): string {
    const lang = languages[language.toLowerCase()];
    if (!lang) return escapeHtml(code);
    const lines = getHighlighter().codeToTokensBase(plainText(code), {
      lang,
      theme: joined.theme.name ?? "",
      // No time limit: the result must not depend on the load of the machine.
      tokenizeTimeLimit: 0,
    });
    return lines.map((line) =>
      line.map(({ content, color = "" }) => {
        const text = escapeHtml(content);
        const colours = joined.colours.get(color);
        const plain =
          colours?.light === light.colors?.["editor.foreground"]?.toUpperCase();
        return text.trim() === "" || !colours || plain
          ? text
          : `<span class="${classOf(colours)}">${text}</span>`;
      }).join("")
    ).join("\n");
  }

  function css(): string {
    return [...classes].map(([pair, name]) =>
      `.${name}{color:light-dark(${pair})}`
    ).join("\n");
  }

  return { highlight, css };
}
