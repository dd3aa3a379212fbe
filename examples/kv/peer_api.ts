/** API between nodes: all paths below `/peer/`. */
import { formatMeta, isKey, MAX_VALUE_BYTES, parseItem } from "./item.ts";
import { MAX_PAGE_REQUEST_BYTES, toPageResponse } from "./data_page.ts";
import { META } from "./peer.ts";
import { readBody } from "./read_body.ts";
import type { Store } from "./store.ts";
import { text } from "./text_response.ts";
import { compareVersions, formatVersion, parseVersion } from "./version.ts";

export interface PeerApiOptions {
  /** Name and start time; changes with every restart. */
  readonly incarnation: string;
  readonly store: Store;
  readonly hasRoom: (bytes: number) => boolean;
  /** Whether the store has all writes acknowledged before the start. */
  readonly isReady: () => boolean;
  /** Whether this node sends its writes to the peer of that name. */
  readonly reaches: (name: string) => boolean;
}

/** Handles a request of a peer; `path` is the part after `/peer/`. Throws SyntaxError for an invalid request. */
export async function handlePeerRequest(
  request: Request,
  path: string,
  options: PeerApiOptions,
): Promise<Response> {
  const { incarnation, store, isReady, reaches } = options;
  const [resource = "", name = "", ...rest] = path.split("/");
  if (rest.length > 0) return text(404, "No such path");
  switch (`${request.method} ${resource}`) {
    case "GET ping":
      return new Response(null, { headers: { [META]: incarnation } });
    case "GET digests":
      return Response.json({
        ready: isReady(),
        reaches: reaches(name),
        digests: store.digests(),
      });
    case "POST pages": {
      const body = await readBody(request, MAX_PAGE_REQUEST_BYTES);
      if (!body) return text(413, "Page request too large");
      return new Response(
        toPageResponse(store, new TextDecoder().decode(body)),
      );
    }
    case "PUT items":
      return isKey(name)
        ? await storeItem(request, name, options)
        : text(400, "Invalid key");
    case "GET items":
      return isKey(name)
        ? sendItem(request, name, options)
        : text(400, "Invalid key");
    default:
      return text(404, "No such path");
  }
}

/** Works while catching up too: the node does not lose writes received after its start. */
async function storeItem(
  request: Request,
  key: string,
  { store, hasRoom }: PeerApiOptions,
): Promise<Response> {
  const body = await readBody(request, MAX_VALUE_BYTES);
  if (!body) return text(413, "Value too large");
  const item = parseItem(request.headers.get(META) ?? "", body);
  if (!hasRoom(body.length)) return text(507, "Out of memory for values");
  store.merge(key, item);
  const held = store.version(key);
  return compareVersions(held, item.version) > 0
    ? text(409, "A newer version is held", { [META]: formatVersion(held) })
    : new Response(null, { status: 204 });
}

/** Refused while catching up: the node may have lost writes that it once acknowledged. */
function sendItem(
  request: Request,
  key: string,
  { store, isReady }: PeerApiOptions,
): Response {
  if (!isReady()) return text(503, "Still catching up");
  const known = parseVersion(request.headers.get(META) ?? "");
  const item = store.get(key);
  if (item && compareVersions(item.version, known) > 0) {
    return new Response(item.value, { headers: { [META]: formatMeta(item) } });
  }
  const headers = { [META]: formatVersion(store.version(key)) };
  return new Response(null, { status: 204, headers });
}
