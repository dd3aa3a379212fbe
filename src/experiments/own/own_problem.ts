/** A problem of a declaration: a part that no other part gives a meaning. */
export interface Problem {
  /** Where it is. */
  readonly path: readonly (string | number)[];
  /** Reads after the key. */
  readonly message: string;
}
