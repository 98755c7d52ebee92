interface Line {
  readonly source: string;
  readonly text: string;
}

/** The lines that several streams have brought so far, with a way to wait for one still to come. */
export class LineLog {
  readonly #lines: Line[] = [];
  #ended = false;
  #changed = Promise.withResolvers<void>();

  /** The lines read so far, of one source or of all, in the order of their arrival. */
  lines(source?: string): readonly string[] {
    const lines = this.#lines.filter((line) => source === undefined || line.source === source);
    return lines.map((line) => line.text);
  }

  /** Reads UTF-8 text up to its end; a last line without a line feed counts. */
  async collect(source: string, stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) this.#lines.push({ source, text: line });
      this.#wake();
    }
    if (rest !== "") this.#lines.push({ source, text: rest });
  }

  /** Says that no more lines come. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /**
   * Returns the first match in a line read or still to come, or `null` when the log ends without
   * one.
   */
  async find(pattern: RegExp): Promise<RegExpMatchArray | null> {
    for (let index = 0;; index++) {
      while (index === this.#lines.length) {
        if (this.#ended) return null;
        await this.#changed.promise;
      }
      const match = this.#lines[index]?.text.match(pattern);
      if (match) return match;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
