import { expect, test } from "vitest";
import {
  withoutWaits,
  withWaits,
} from "../../../src/store/lake/catalogue_waits.ts";
import { loadStore } from "../../../src/store/mod.ts";
import { needsDuckLake } from "../../testing/lakes.ts";
import { withTempFolder } from "../../testing/records.ts";

test.each([
  [
    "ducklake:postgres:dbname=a host=db",
    /^ducklake:postgres:connect_timeout=10 .*tcp_user_timeout=30000 dbname=a host=db$/,
  ],
  [
    "ducklake:postgres:postgresql://db/a",
    /^ducklake:postgres:postgresql:\/\/db\/a\?connect_timeout=10&.*=30000$/,
  ],
  [
    "ducklake:postgres:postgresql://db/a?connect_timeout=3&sslmode=require",
    /a\?connect_timeout=10&.*&connect_timeout=3&sslmode=require$/,
  ],
])(
  "withWaits() bounds waits for %s, whose own parameters come last",
  (url, bounded) => {
    expect(withWaits(url)).toMatch(bounded);
    const message = withoutWaits(`Unable to connect at "${withWaits(url)}"`);
    expect(message).not.toContain("tcp_user_timeout");
    expect(message).toContain(url.slice("ducklake:postgres:".length));
  },
);

test.each(["ducklake:lab/store.ducklake", "ducklake:sqlite:a.db"])(
  "withWaits() leaves %s",
  (url) => {
    expect(withWaits(url)).toBe(url);
  },
);

test.skipIf(needsDuckLake.missing)(
  `a catalogue that takes connections and never answers is told in one line, by the bound of its address ${needsDuckLake.name}`,
  () =>
    withTempFolder(async (folder) => {
      using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const lake =
        `ducklake:postgres:host=127.0.0.1 port=${silent.addr.port} dbname=a user=a connect_timeout=2`;
      const began = performance.now();
      const error = await loadStore(folder, lake)
        .then(() => null, (error: Error) => error);
      // Its own bound, not ours of ten seconds.
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(error?.message).toMatch(
        /^Cannot open the store ducklake:postgres:host=127\.0\.0\.1 .* as DuckDB reports: [^\n]*$/,
      );
      expect(error?.message).not.toContain("tcp_user_timeout");
    }),
);
