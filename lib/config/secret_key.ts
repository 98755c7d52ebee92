import { randomId } from "@/lib/base/mod.ts";

const KEY_BYTES = 32;
const MIN_CHARACTERS = 43;
const MIN_BITS_PER_CHARACTER = 3;
const MIN_UNPREDICTABLE_CHARACTERS = 30;
const EXPECTED = `expected at least ${MIN_CHARACTERS} random characters, ` +
  "for example the output of `deno task secret`";

/** Words people type where a key belongs; what is left of a key without them must still do. */
const PLACEHOLDER_WORDS = new RegExp(
  [
    "admin|app|auth|base64|bytes|change|characters|chars|config|cookie|default|demo|deno|dev",
    "dummy|encryption|enter|env|example|fixme|flask|foobar|fresh|generate|hello|here|insecure",
    "insert|key|least|letmein|long|master|minimum|must|never|none|null|only|output|password",
    "passwd|paste|pcm|placeholder|please|private|prod(?:uction)?|put|qwerty|asdf|zxcv|random",
    "replace|run|sample|secret|secure|session|signing|some|string|strong|super|task|temp|test",
    "text|that|the|this|todo|token|tools|undefined|unset|update|use|value|very|with|world|your",
  ].join("|"),
  "gi",
);

/**
 * Makes a key for SECRET_KEY: 256 random bits.
 *
 * @returns 43 characters of base64url, which `secretKeyProblem()` accepts.
 */
export function newSecretKey(): string {
  let key = randomId(KEY_BYTES);
  // By chance a random key may look like a sequence: less often than once in a million.
  while (secretKeyProblem(key) !== undefined) key = randomId(KEY_BYTES);
  return key;
}

/**
 * Judges a key by what can be seen of it: a random one of 256 bits in base64 or hexadecimal always
 * passes; short ones, placeholders, sequences and repeats do not (OWASP ASVS 5.0, 11.2 and 13.3).
 *
 * @param key The text of SECRET_KEY, or one key of SECRET_KEY_PREVIOUS.
 * @returns What is wrong with it and what was expected, without the key; `undefined` when good.
 */
export function secretKeyProblem(key: string): string | undefined {
  const length = [...key].length;
  if (length === 0) return `is set but empty; ${EXPECTED}`;
  if (length < MIN_CHARACTERS) return `has ${length} characters; ${EXPECTED}`;
  // A comma would split the key once it moves to SECRET_KEY_PREVIOUS.
  if (/[\s,\p{Cc}]/u.test(key)) return `contains a space, comma or control character; ${EXPECTED}`;
  if (shannonBitsPerCharacter(key) < MIN_BITS_PER_CHARACTER) {
    return `uses too few different characters; ${EXPECTED}`;
  }
  if (unpredictableCharacters(key) < MIN_UNPREDICTABLE_CHARACTERS) {
    return `is made of placeholder words, sequences or repeats; ${EXPECTED}`;
  }
  return undefined;
}

function shannonBitsPerCharacter(text: string): number {
  const characters = [...text];
  const counts = Map.groupBy(characters, (character) => character).values();
  return counts.reduce((bits, { length }) => {
    const share = length / characters.length;
    return bits - share * Math.log2(share);
  }, 0);
}

/** Counts what is left without known words, repeats of four characters, and runs like 111 or cba. */
function unpredictableCharacters(key: string): number {
  const text = key.replace(PLACEHOLDER_WORDS, "").toLowerCase();
  const step = (index: number) => text.charCodeAt(index) - text.charCodeAt(index - 1);
  return Array.from(text).filter((_, index) => {
    const repeats = index >= 4 && text.slice(0, index).includes(text.slice(index - 3, index + 1));
    const continues = Math.abs(step(index)) <= 1 && step(index) === step(index - 1);
    return !repeats && !continues;
  }).length;
}
