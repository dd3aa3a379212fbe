/** The items of the shop, by name. */

export interface Item {
  readonly id: number;
  readonly name: string;
  /** Cents. */
  readonly price: number;
}

const ITEMS = 2000;
/** Items on a page. */
const PAGE = 20;

const things = ["lamp", "chair", "table", "shelf", "clock", "vase", "rug"];

/** Returns all items, sorted by name. */
export function makeCatalogue(): readonly Item[] {
  const items = Array.from({ length: ITEMS }, (_, id): Item => ({
    id,
    name: `${things[id % things.length]} ${(id * 7919) % ITEMS}`,
    price: 100 + (id * 37) % 9900,
  }));
  return items.toSorted(byName);
}

/** Returns the first page; `slow` sorts the whole catalogue for it, which changes nothing but the time. */
export function listItems(
  catalogue: readonly Item[],
  slow: boolean,
): readonly Item[] {
  const sorted = slow
    ? catalogue.toSorted((a, b) => a.id - b.id).sort(byName)
    : catalogue;
  return sorted.slice(0, PAGE);
}

function byName(a: Item, b: Item): number {
  return a.name.localeCompare(b.name);
}
