import { expect, test } from "vitest";
import { toCfHomes } from "../../../src/systems/cf/cf_homes.ts";
import { withTempFolder } from "../../testing/records.ts";

test("toCfHomes() lends a home to one at a time, again when it is back, and only the user can read it", () =>
  withTempFolder(async (folder) => {
    await Deno.mkdir(`${folder}/user/.cf`, { recursive: true });
    await Deno.writeTextFile(`${folder}/user/.cf/config.json`, "{}");
    const homes = toCfHomes({ source: `${folder}/user`, folder });
    const lent = await Promise.all(
      [1, 2].map(() =>
        homes.use(async (home) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return home;
        })
      ),
    );
    expect(new Set(lent).size).toBe(2);
    expect(lent).toContain(await homes.use((home) => Promise.resolve(home)));
    const { mode } = await Deno.stat(`${lent[0]}/.cf/config.json`);
    expect((mode ?? 0) & 0o777).toBe(0o600);
  }));
