/** Subscribes to the changes of a control plane's records on etcd. */
import { z } from "zod";
import type { EtcdSpec } from "../control_plane/client_spec.ts";
import type {
  ControlPlaneEvent,
  Subscriber,
} from "../control_plane/control_plane.ts";
import { readLines } from "../control_plane/json_lines.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { prefixEnd, toHeaders } from "./etcd_gateway.ts";
import { prefixes, readActual } from "./etcd_keys.ts";

/** etcd omits what is empty or zero; a put is no `type`. */
const Line = z.object({
  result: z.object({
    created: z.boolean().default(false),
    canceled: z.boolean().default(false),
    events: z.array(z.object({
      type: z.string().default("PUT"),
      kv: z.object({
        key: z.string(),
        value: z.string().default(""),
        version: z.string().default("0"),
      }),
    })).default([]),
  }),
});
type Event = z.infer<typeof Line>["result"]["events"][number];

/** Resolves once etcd has accepted the subscription, so that every later change is told. */
export async function watchRecords(
  { url, root, token }: Pick<EtcdSpec, "url" | "root" | "token">,
  { onEvent, onLost }: Subscriber,
): Promise<AsyncDisposable> {
  const created = Promise.withResolvers<void>();
  const response = await fetch(`${url}/v3/watch`, {
    ...{ method: "POST", headers: toHeaders({ token }) },
    body: JSON.stringify({
      create_request: {
        key: encodeBase64(root + prefixes.actual),
        range_end: encodeBase64(root + prefixEnd(prefixes.actual)),
      },
    }),
  });
  if (!response.body) throw new Error("Cannot subscribe as there is no answer");
  let isDisposed = false;
  created.promise.catch(() => {});
  const end = (reason: string) => {
    created.reject(new Error(reason));
    if (!isDisposed) onLost(reason);
  };
  const { ended, cancel } = readLines(response.body, (line) => {
    if (line === "") return;
    const { result } = Line.parse(JSON.parse(line));
    if (result.created) created.resolve();
    if (result.canceled) throw new Error("etcd cancelled the subscription");
    for (const event of result.events) {
      const told = maybeEvent(event);
      if (told !== null) onEvent(told);
    }
  });
  const reading = ended.then(
    () => end("etcd ended the subscription"),
    (error: Error) => end(error.message),
  );
  await created.promise;
  return {
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      await cancel();
      await reading;
    },
  };
}

/** Returns what became of an instance; null for one that is unclaimed again. */
function maybeEvent({ type, kv }: Event): ControlPlaneEvent | null {
  const key = decodeBase64(kv.key);
  const [guid = "", index = ""] = key.split("/").slice(-2);
  const own = { guid, index: Number(index) };
  if (type === "DELETE") return { ...own, kind: "removed" };
  const { state } = readActual(key, decodeBase64(kv.value));
  if (state !== "unclaimed") return { ...own, kind: state };
  return kv.version === "1" ? { ...own, kind: "desired" } : null;
}
