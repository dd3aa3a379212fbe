/**
 * Tables in S3-compatible storage: DuckDB reaches them with what other tools of S3 take from the environment. Nothing of it
 * is in an address, a record, the catalogue or a setting that a query can read.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlText, UsageError } from "../../record/mod.ts";
import { loadExtensions } from "./extensions.ts";

/** DuckDB's extension that reaches it. */
export const STORAGE_EXTENSION = "httpfs";

const KEY_ID = "AWS_ACCESS_KEY_ID";
const KEY = "AWS_SECRET_ACCESS_KEY";
/** The first of them that is set. */
const ENDPOINTS = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"] as const;
const REGIONS = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const;

/** Region of storage that has none of its own: a signature names one. */
const DEFAULT_REGION = "us-east-1";

/** Settings into which DuckDB's extension copies credentials from the environment, where a query could read them. */
const copies = ["s3_access_key_id", "s3_secret_access_key", "s3_session_token"];

/** Whether a folder of tables is in storage. Throws `UsageError` for an address of another kind. */
export function isObjectStore(data: string): boolean {
  if (!data.includes("://")) return false;
  if (data.startsWith("s3://")) return true;
  throw new UsageError(
    `Cannot keep tables at ${
      withoutUser(data)
    }: name a folder, or s3://BUCKET/`,
  );
}

/** An address may begin with a password. */
function withoutUser(address: string): string {
  return address.replace(/\/\/.*@/, "//");
}

/** Lets a connection read and write storage. Throws `UsageError` without credentials, and for an endpoint that is no URL. */
export async function useObjectStore(
  connection: DuckDBConnection,
): Promise<void> {
  const options = toOptions();
  await loadExtensions(connection, [STORAGE_EXTENSION]);
  for (const name of copies) await connection.run(`SET GLOBAL ${name} = ''`);
  try {
    await connection.run(
      `CREATE OR REPLACE SECRET store_tables (${options.join(", ")})`,
    );
  } catch {
    // DuckDB's own error may quote the statement.
    throw new UsageError(
      `Cannot use the storage of the tables as DuckDB refuses ${KEY_ID}, ${KEY} or one of the settings beside them`,
    );
  }
}

function toOptions(): string[] {
  const [keyId, key, token, region] = [
    setting(KEY_ID),
    setting(KEY),
    setting("AWS_SESSION_TOKEN"),
    setting(...REGIONS),
  ];
  if (keyId === "" || key === "") {
    throw new UsageError(
      `Cannot open the store as its tables are in S3-compatible storage: set ${KEY_ID} and ${KEY}, and ${
        ENDPOINTS[0]
      } unless it is Amazon's`,
    );
  }
  return [
    "TYPE s3",
    `KEY_ID ${sqlText(keyId)}`,
    `SECRET ${sqlText(key)}`,
    ...token === "" ? [] : [`SESSION_TOKEN ${sqlText(token)}`],
    `REGION ${sqlText(region || DEFAULT_REGION)}`,
    ...toEndpoint(setting(...ENDPOINTS)),
  ];
}

function setting(...names: readonly string[]): string {
  return names.map((name) => Deno.env.get(name) ?? "").find((value) =>
    value !== ""
  ) ?? "";
}

/** Storage of one's own has its buckets in paths: their names are no hosts. */
function toEndpoint(endpoint: string): string[] {
  if (endpoint === "") return [];
  const url = URL.parse(endpoint);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) &&
    url.username + url.password + url.search === "" && url.pathname === "/";
  if (!isPlain) {
    throw new UsageError(
      `Cannot use ${
        ENDPOINTS[0]
      } as it must be http:// or https:// with a host, a port and nothing else; credentials belong in ${KEY_ID} and ${KEY}`,
    );
  }
  return [
    `ENDPOINT ${sqlText(url.host)}`,
    "URL_STYLE 'path'",
    `USE_SSL ${url.protocol === "https:"}`,
  ];
}
