/** A shared store in a temporary folder, for tests that need DuckDB's extension of it. */
import { ifThere } from "../../src/record/mod.ts";

const extensions = Deno.env.get("LOADLINE_DUCKDB_EXTENSIONS") ?? "";

/** For a test that needs an extension: skipped, with the way to get it. */
export const needsDuckLake = {
  missing: extensions === "" ||
    await ifThere(Deno.stat(`${extensions}/ducklake.duckdb_extension`)) ===
      undefined,
  name:
    "(needs LOADLINE_DUCKDB_EXTENSIONS, a folder of scripts/fetch_extensions.sh)",
} as const;

/** Runs `body` with settings of the environment, which are put back. */
export async function withSettings(
  settings: Readonly<Record<string, string>>,
  body: () => Promise<void>,
): Promise<void> {
  const before = Object.keys(settings).map((name) =>
    [name, Deno.env.get(name)] as const
  );
  for (const [name, value] of Object.entries(settings)) {
    Deno.env.set(name, value);
  }
  try {
    await body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}
