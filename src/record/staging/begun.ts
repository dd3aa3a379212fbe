/** What begins in the background, such as a database, while whoever needs it soon still reads what it is for. */

/** A value that begins in the background, with what closes it; dispose of it to close it. */
export class Begun<Value> implements AsyncDisposable {
  readonly #value: Promise<Value>;
  readonly #close: (value: Value) => void;
  #isClosed = false;

  constructor(value: Promise<Value>, close: (value: Value) => void) {
    this.#value = value;
    this.#close = close;
    // Thrown to whoever asks for it.
    value.catch(() => {});
  }

  /** Resolves as soon as it has begun; rejects if it cannot begin. */
  get value(): Promise<Value> {
    return this.#value;
  }

  /** Closes it once it has begun, and only once. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#value.then(this.#close, () => {
      // There is nothing to close.
    });
  }
}
