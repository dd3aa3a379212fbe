/** Reads a result by column, as plain JavaScript values. */
import {
  DuckDBListVector,
  type DuckDBMaterializedResult,
  DuckDBTypeId,
  type DuckDBVector,
} from "@duckdb/node-api";
import duckdb, { type Vector } from "@duckdb/node-bindings";
import { toPlain } from "./plain.ts";
import { readNumbers, readTexts } from "./vector_values.ts";

/** Appends the values of a part of a column. */
type Reader = (vector: DuckDBVector, values: unknown[]) => void;

/** Readers by type: each is compiled for its type alone, as one for all takes some times as long a value. */
const readers = new Map<DuckDBTypeId, Reader>();

/** Appends the values of the first rows of a column, from its memory. */
type MemoryReader = (vector: Vector, rows: number, values: unknown[]) => void;

/** Readers of the types that most columns have. */
const memoryReaders: ReadonlyMap<DuckDBTypeId, MemoryReader> = new Map([
  [DuckDBTypeId.VARCHAR, readTexts],
  [DuckDBTypeId.DOUBLE, readNumbers],
]);

/** Returns the values of each column, as `toPlain()` converts them; no columns for a result without rows. */
export function plainColumns(result: DuckDBMaterializedResult): unknown[][] {
  const columns: unknown[][] = [];
  for (let i = 0; i < result.chunkCount; i++) {
    const chunk = result.getChunk(i);
    const rows = chunk.rowCount;
    // The chunk owns the memory that is read: the condition of the loop holds it until its last column is read.
    for (let column = 0; column < chunk.columnCount; column++) {
      const values = columns[column] ??= [];
      const type = result.columnTypeId(column);
      const readMemory = memoryReaders.get(type);
      if (readMemory) {
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
        readMemory(vector, rows, values);
      } else {
        readerOf(type)(chunk.getColumnVector(column), values);
      }
    }
  }
  return columns;
}

function readerOf(type: DuckDBTypeId): Reader {
  const known = readers.get(type);
  if (known) return known;
  const created = createReader();
  readers.set(type, created);
  return created;
}

function createReader(): Reader {
  return (vector, values) => {
    if (vector instanceof DuckDBListVector) {
      readLists(vector, values);
      return;
    }
    const { itemCount } = vector;
    for (let i = 0; i < itemCount; i++) {
      values.push(toPlain(vector.getItem(i) ?? null));
    }
  };
}

/** Reads the items of all lists of a vector at once: they are one vector, of which each list is a part. */
function readLists(vector: DuckDBListVector, values: unknown[]): void {
  const { childVector, itemCount } = vector;
  const items: unknown[] = [];
  readerOf(childVector.type.typeId)(childVector, items);
  for (let i = 0; i < itemCount; i++) {
    const from = vector.getEntryOffset(i);
    const until = from + vector.getEntryLength(i);
    values.push(
      vector.getItemVector(i) === null ? null : items.slice(from, until),
    );
  }
}
