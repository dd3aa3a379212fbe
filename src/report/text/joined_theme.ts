/** Joins two themes of code, so that one pass over it finds the colours of both. */
import type { ThemeRegistration } from "shiki/core";

/** Colours of a text in both themes: `#0E1116`. */
export interface Colours {
  readonly light: string;
  readonly dark: string;
}

export interface JoinedTheme {
  readonly theme: ThemeRegistration;
  /** What each colour of the theme stands for. */
  readonly colours: ReadonlyMap<string, Colours>;
}

type Rule = NonNullable<ThemeRegistration["tokenColors"]>[number];

/** Joins themes whose rules are for the same code, in the same order. Throws `TypeError` if they are not. */
export function joinThemes(
  light: ThemeRegistration,
  dark: ThemeRegistration,
): JoinedTheme {
  if (shapeOf(light) !== shapeOf(dark)) {
    throw new TypeError("Cannot join the themes as their rules differ");
  }
  // Equal pairs share a colour, as texts side by side are one where both themes show them alike.
  const colours = new Map<string, Colours>();
  const byPair = new Map<string, string>();
  const join = (light = "", dark = ""): string => {
    const pair = `${light}, ${dark}`.toUpperCase();
    const colour = byPair.get(pair) ??
      `#${String(byPair.size + 1).padStart(6, "0")}`;
    byPair.set(pair, colour);
    colours.set(colour, {
      light: light.toUpperCase(),
      dark: dark.toUpperCase(),
    });
    return colour;
  };
  const darkRules = rulesOf(dark);
  const settings = rulesOf(light).map((rule, index): Rule => {
    const { foreground, background } = rule.settings;
    const other = darkRules[index]?.settings ?? {};
    return {
      ...rule,
      settings: {
        ...rule.settings,
        ...foreground === undefined
          ? {}
          : { foreground: join(foreground, other.foreground) },
        ...background === undefined
          ? {}
          : { background: join(background, other.background) },
      },
    };
  });
  return { theme: { name: "joined", type: "light", settings }, colours };
}

/** Returns the rules of a theme; the first has the colours of what no other is for. */
function rulesOf(
  { tokenColors = [], colors = {} }: ThemeRegistration,
): readonly Rule[] {
  const settings = {
    foreground: colors["editor.foreground"] ?? "",
    background: colors["editor.background"] ?? "",
  };
  return [{ settings }, ...tokenColors];
}

/** Describes the rules of a theme without their colours. */
function shapeOf(theme: ThemeRegistration): string {
  return JSON.stringify(
    rulesOf(theme).map(({ scope, settings }) => [
      scope,
      settings.fontStyle,
      settings.foreground !== undefined,
      settings.background !== undefined,
    ]),
  );
}
