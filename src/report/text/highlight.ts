/** Code in two themes at once, coloured by classes so that a page pays for each colour once. */
import { createHighlighterCoreSync, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import sql from "shiki/langs/sql.mjs";
import typescript from "shiki/langs/typescript.mjs";
import dark from "shiki/themes/github-dark-high-contrast.mjs";
import light from "shiki/themes/github-light-high-contrast.mjs";
import { escapeHtml, plainText } from "./escape.ts";

const languages: Readonly<Record<string, string>> = {
  ts: "typescript",
  typescript: "typescript",
  js: "typescript",
  javascript: "typescript",
  sql: "sql",
};

let highlighter: HighlighterCore | null = null;

// Built at the first use: the grammars cost a tenth of a second, which a Markdown report need not pay.
function shared(): HighlighterCore {
  highlighter ??= createHighlighterCoreSync({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    langs: [typescript, sql],
    themes: [light, dark],
  });
  return highlighter;
}

/** Highlights the code of one page, then gives the CSS of the colours it used. */
export interface Highlighter {
  /** Escaped HTML for the inside of `<pre><code>`; code in a language we do not know is only escaped. */
  readonly highlight: (code: string, language: string) => string;
  readonly css: () => string;
}

/** A highlighter whose class names depend on nothing but the code it was given, in order. */
export function createPageHighlighter(): Highlighter {
  const classes = new Map<string, string>();

  function classOf(lightColour: string, darkColour: string): string {
    const pair = `${lightColour}, ${darkColour}`;
    const name = classes.get(pair) ?? `k${classes.size + 1}`;
    classes.set(pair, name);
    return name;
  }

  function highlight(code: string, language: string): string {
    const lang = languages[language.toLowerCase()];
    if (!lang) return escapeHtml(code);
    const lines = shared().codeToTokensWithThemes(plainText(code), {
      lang,
      themes: { light: light.name ?? "", dark: dark.name ?? "" },
      // A limit in time would colour a page by how busy the machine is: same records, same bytes.
      tokenizeTimeLimit: 0,
    });
    return lines.map((line) =>
      line.map(({ content, variants }) => {
        const text = escapeHtml(content);
        const [day, night] = [variants.light?.color, variants.dark?.color];
        const plain =
          day === light.colors?.["editor.foreground"]?.toUpperCase();
        return text.trim() === "" || !day || !night || plain
          ? text
          : `<span class="${classOf(day, night)}">${text}</span>`;
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
