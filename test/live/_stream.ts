/** Reads the stream of the live page as a viewer does. */

export interface Message {
  readonly name: string;
  // deno-lint-ignore no-explicit-any -- its shape is what the tests are about
  readonly data: any;
}

/** A viewer; its messages are kept in order. */
export class TestViewer implements AsyncDisposable {
  readonly messages: Message[] = [];
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;

  constructor(url: string) {
    this.#done = this.#read(url).catch(() => {});
  }

  /** Last data of a message; undefined before the first. */
  last(name: string) {
    return this.messages.findLast((message) => message.name === name)?.data;
  }

  async #read(url: string): Promise<void> {
    const { signal } = this.#abort;
    const response = await fetch(`${url}stream`, { signal });
    let text = "";
    for await (
      const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []
    ) {
      text += chunk;
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
        if (name !== undefined && data !== undefined) {
          this.messages.push({ name, data: JSON.parse(data) });
        }
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }
}
