/** How many tasks run at a time. */
export interface PoolLimits {
  /** In all. */
  readonly total: number;
  /** In one cell, so that a slow one leaves room for the others. */
  readonly perCell: number;
}

interface Waiting {
  readonly cell: string;
  readonly run: () => Promise<void>;
}

/** Runs tasks a few at a time, in order within each cell. */
export class TaskPool {
  readonly #limits: PoolLimits;
  readonly #running = new Map<string, number>();
  #waiting: Waiting[] = [];
  #idle = Promise.withResolvers<void>();
  #busy = 0;

  /**
   * Starts empty.
   *
   * @param limits How many tasks run at a time.
   */
  constructor(limits: PoolLimits) {
    this.#limits = limits;
  }

  /** Whether nothing runs. */
  get isIdle(): boolean {
    return this.#busy === 0;
  }

  /**
   * Runs a task when there is room.
   *
   * @param cell What it counts against beside the total.
   * @param run The task; it must not throw.
   */
  add(cell: string, run: () => Promise<void>): void {
    this.#waiting.push({ cell, run });
    this.#fill();
  }

  /** Drops the tasks that have not begun. */
  clear(): void {
    this.#waiting = [];
  }

  /** Resolves as soon as no task runs or waits. */
  async idle(): Promise<void> {
    while (this.#busy > 0) await this.#idle.promise;
  }

  #fill(): void {
    this.#waiting = this.#waiting.filter((task) => !this.#begin(task));
  }

  #begin({ cell, run }: Waiting): boolean {
    const running = this.#running.get(cell) ?? 0;
    if (this.#busy >= this.#limits.total || running >= this.#limits.perCell) return false;
    this.#busy++;
    this.#running.set(cell, running + 1);
    run().finally(() => this.#end(cell));
    return true;
  }

  #end(cell: string): void {
    this.#busy--;
    this.#running.set(cell, (this.#running.get(cell) ?? 1) - 1);
    this.#fill();
    if (this.#busy > 0) return;
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }
}
