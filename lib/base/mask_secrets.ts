const MASK = "[secret]";

/**
 * What a secret looks like in free text. Each pattern keeps its first group and masks the rest; all
 * run in linear time. Key forms: AWS IAM user guide, "IAM identifiers" and "Manage access keys".
 */
const PATTERNS: readonly RegExp[] = [
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  /\b((?:cookie|authorization)["']?\s{0,9}[:=]\s{0,9}["']?)[^\r\n"']+/gi,
  /((?:(?:session|security|enrollment|access|csrf)[_-]?token|secret_?access_?key|password)["']?\s{0,9}[:=]\s{0,9}["']?)[A-Za-z0-9+/=_.~%-]{8,}/gi,
  /()(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  /()[A-Za-z0-9+/=_%-]{100,}/g,
  // A secret access key: 40 characters alone, of mixed case, so no SHA-1 and no shouted word.
  /()(?:(?<![A-Za-z0-9+/])|(?<=\\[nrt]))(?=[A-Z0-9+/]*[a-z])(?=[a-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])/g,
];

/**
 * Masks what looks like a secret in text that may quote one: AWS keys and tokens, private keys,
 * cookies, authorization headers and labelled passwords.
 *
 * @param text Foreign text, for example a script's output or an error message.
 * @returns The text with `[secret]` in their place, and how many there were.
 */
export function maskSecrets(text: string): { readonly text: string; readonly count: number } {
  let count = 0;
  const masked = PATTERNS.reduce((rest, pattern) =>
    rest.replace(pattern, (_, label: string) => {
      count++;
      return label + MASK;
    }), text);
  return { text: masked, count };
}
