import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { UsageError } from "../../../src/record/model/errors.ts";
import {
  EXTENSIONS_SETTING,
  loadExtensions,
  withExtensions,
} from "../../../src/store/lake/extensions.ts";
import { needsDuckLake, withSettings } from "../../testing/lakes.ts";
import { withTempFolder } from "../../testing/records.ts";

const NAME = "ducklake";

/** Loads the extension from a folder into databases that let an unsigned one in; returns what the last one has. */
async function loadFrom(folder: string, times = 1): Promise<unknown[]> {
  let loaded: unknown[] = [];
  await withSettings({ [EXTENSIONS_SETTING]: folder }, async () => {
    for (let i = 0; i < times; i++) {
      const instance = await DuckDBInstance.create(":memory:", withExtensions);
      const connection = await instance.connect();
      try {
        await loadExtensions(connection, [NAME]);
        const reader = await connection.runAndReadAll(
          "SELECT extension_name FROM duckdb_extensions() WHERE loaded AND extension_name = $1",
          [NAME],
        );
        loaded = reader.getRows().flat();
      } finally {
        connection.closeSync();
        instance.closeSync();
      }
    }
  });
  return loaded;
}

test.skipIf(needsDuckLake.missing)(
  `loadExtensions() loads what is signed into any number of databases ${needsDuckLake.name}`,
  async () => {
    const folder = Deno.env.get(EXTENSIONS_SETTING)!;
    expect(await loadFrom(folder, 3)).toEqual([NAME]);
  },
);

/** Writes a copy of the extension whose signature is not that of its content. */
async function writeUnsigned(folder: string): Promise<string> {
  const file = `${NAME}.duckdb_extension`;
  const bytes = await Deno.readFile(
    `${Deno.env.get(EXTENSIONS_SETTING)}/${file}`,
  );
  // The signature is the end of the file.
  bytes[bytes.length - 1]! ^= 1;
  await Deno.writeFile(`${folder}/${file}`, bytes);
  return file;
}

test.skipIf(needsDuckLake.missing)(
  `loadExtensions() refuses a file whose signature is not that of its content, each time ${needsDuckLake.name}`,
  () =>
    withTempFolder(async (folder) => {
      const file = await writeUnsigned(folder);
      for (let i = 0; i < 2; i++) {
        const error = await loadFrom(folder).catch((error) => error);
        expect(error).toBeInstanceOf(UsageError);
        expect(error.message).toContain(
          `put ${file} of this version of DuckDB`,
        );
        expect(String(error.cause)).toContain("signature");
      }
    }),
);

test.skipIf(needsDuckLake.missing)(
  `loadExtensions() leaves a database that takes no other extension without a signature ${needsDuckLake.name}`,
  () =>
    withTempFolder(async (folder) => {
      const file = await writeUnsigned(folder);
      const instance = await DuckDBInstance.create(":memory:", withExtensions);
      const connection = await instance.connect();
      try {
        // Twice, as a store in storage does.
        await loadExtensions(connection, [NAME]);
        await loadExtensions(connection, [NAME]);
        await expect(connection.run(`LOAD '${folder}/other-${file}'`))
          .rejects.toThrow("not found");
        await Deno.rename(`${folder}/${file}`, `${folder}/other-${file}`);
        await expect(connection.run(`LOAD '${folder}/other-${file}'`))
          .rejects.toThrow("signature");
        await expect(connection.run("SET allow_unsigned_extensions = true"))
          .rejects.toThrow("running");
      } finally {
        connection.closeSync();
        instance.closeSync();
      }
    }),
);

test("loadExtensions() says how to get one that is missing", () =>
  withTempFolder(async (folder) => {
    await expect(loadFrom(folder)).rejects.toThrow(
      `put ${NAME}.duckdb_extension of this version of DuckDB into ${folder}`,
    );
  }));
