/** Whether the process still takes work; readiness turns false before the listener closes. */
export class Lifecycle {
  #draining = false;

  /** True once the process has been asked to stop. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Announces the end: load balancers stop sending, the listener stays open a little longer. */
  drain(): void {
    this.#draining = true;
  }
}
