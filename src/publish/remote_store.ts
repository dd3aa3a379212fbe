/** Opens the store in a notebook of a report: queries go to the process that makes the report. */
import type { Columns, QueryParams, RowSource } from "../store/rows.ts";
import { readFrame, writeFrame } from "./frames.ts";
import {
  decodeResponse,
  encodeParams,
  type StoreRequest,
  type StoreResponse,
} from "./store_messages.ts";

/** Size from which structured clones exceed the memory of a kernel. */
const MAX_RESPONSE_BYTES = 2 ** 31;

/** End of the last exchange: requests on the connection are serialised. */
let lastExchange: Promise<unknown> = Promise.resolve();

/** Opens the store on the service at the other end of the connection. Throws the service's error. */
export async function openRemote(
  connection: Deno.TcpConn,
  experiments: readonly string[],
): Promise<RowSource> {
  // As the service does: else each message waits for the answer to a part of it, 40 ms.
  connection.setNoDelay(true);
  const opened = await sendRequest(connection, {
    kind: "open",
    experiments: [...experiments],
  });
  const store = opened.kind === "opened" ? opened.store : -1;
  return {
    read: async (sql: string, params: QueryParams): Promise<Columns> => {
      const response = await sendRequest(connection, {
        kind: "read",
        store,
        sql,
        params: encodeParams(params),
      });
      return response.kind === "columns"
        ? response.columns
        : { names: [], values: [] };
    },
    close: () => {
      // A broken connection has already closed the store.
      void sendRequest(connection, { kind: "close", store }).catch(() => {});
    },
  };
}

async function sendRequest(
  connection: Deno.TcpConn,
  request: StoreRequest,
): Promise<StoreResponse> {
  const exchange = lastExchange.then(async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    await writeFrame(connection, bytes);
    return await readFrame(connection, MAX_RESPONSE_BYTES);
  });
  // The next exchange waits for this one, also if it fails.
  lastExchange = exchange.catch(() => {});
  const frame = await exchange;
  if (frame === null) {
    throw new Error("Cannot query the store as the report is being cancelled");
  }
  const response = decodeResponse(frame);
  if (response.kind !== "error") return response;
  const { name, message } = response;
  const Type = { RangeError, TypeError }[name] ?? Error;
  throw new Type(message);
}
