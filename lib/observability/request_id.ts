/**
 * Makes the id under which a request, its answer and its log lines are found again.
 *
 * @returns 32 hexadecimal digits, 122 bits of them random.
 */
export function requestId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
