import { createHighlighterCoreSync } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import sql from "shiki/langs/sql.mjs";
import typescript from "shiki/langs/typescript.mjs";
import dark from "shiki/themes/github-dark-high-contrast.mjs";
import light from "shiki/themes/github-light-high-contrast.mjs";
import { expect, test } from "vitest";
import { joinThemes } from "../../../src/report/text/joined_theme.ts";

const samples = {
  typescript: `import { md, z } from "loadline"; // what it needs
/** A run. */
const rates = await Promise.all(runs.map(async ({ id, n = 1_000 }) => n / 60));
for (const [name, value] of Object.entries(rates)) {
  if (value > 0 && !/^a[bc]+$/i.test(name)) throw new RangeError(\`\${name}: \${value}\`);
}
type Row = { readonly at: Date | null; rest?: unknown[] };
const plot = (rows: Row[]) => <number> rows.length ?? null;`,
  sql: `-- Rates of valid runs.
SELECT run_id, count(*) AS n, 'it''s' AS text FROM operations
WHERE outcome = 'ok' AND duration_s > 1.5 GROUP BY ALL ORDER BY n DESC;`,
};

test.each(Object.entries(samples))(
  "one pass with the joined theme finds in %s what a pass with each theme does",
  (lang, code) => {
    const { theme, colours } = joinThemes(light, dark);
    const highlighter = createHighlighterCoreSync({
      engine: createJavaScriptRegexEngine({ forgiving: true }),
      langs: [typescript, sql],
      themes: [light, dark, theme],
    });
    const once = highlighter.codeToTokensBase(code, {
      lang,
      theme: theme.name ?? "",
    });
    const each = highlighter.codeToTokensWithThemes(code, {
      lang,
      themes: { light: light.name ?? "", dark: dark.name ?? "" },
    });
    const expected = each.map((line) =>
      line.map(({ content, variants }) => [
        content,
        variants.light?.color,
        variants.dark?.color,
      ])
    );
    const found = once.map((line) =>
      line.map(({ content, color = "" }) => {
        const pair = colours.get(color);
        return [content, pair?.light, pair?.dark];
      })
    );
    expect(found).toEqual(expected);
    expect(new Set(expected.flat().map(([, day]) => day)).size)
      .toBeGreaterThan(3);
  },
);

test("joinThemes() refuses themes with other rules", () => {
  expect(() => joinThemes(light, { ...dark, tokenColors: [] })).toThrow(
    "Cannot join the themes as their rules differ",
  );
});
