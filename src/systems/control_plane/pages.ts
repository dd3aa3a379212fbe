/** Reads long lists in pages, so that neither the store nor its client holds up everything else meanwhile. */

/** Records of a page. */
export const PAGE_SIZE = 5000;

/**
 * Reads pages until one is shorter than `PAGE_SIZE`. `read` gets the last record of the page before, null at first;
 * `take` gets each record. Throws errors of `read`.
 */
export async function readPages<Record>(
  read: (after: Record | null) => Promise<readonly Record[]>,
  take: (record: Record) => void,
): Promise<void> {
  for (let after: Record | null = null;;) {
    const page = await read(after);
    for (const record of page) take(record);
    if (page.length < PAGE_SIZE) return;
    after = page.at(-1) ?? null;
  }
}
