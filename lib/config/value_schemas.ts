import { z } from "zod";
import {
  type AccountId,
  HOUR_MS,
  isAccountId,
  MINUTE_MS,
  quoted,
  SECOND_MS,
  Secret,
} from "@/lib/base/mod.ts";
import type { RateLimit } from "./config.ts";
import { secretKeyProblem } from "./secret_key.ts";

/** A variable read by `parse`; where that gives `undefined`, the value is quoted as wrong. */
function variable<T>(expected: string, parse: (text: string) => T | undefined) {
  return z.string(`is not set; expected ${expected}`).transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue(`${quoted(withoutSecrets(text))} is wrong; expected ${expected}`);
    return z.NEVER;
  });
}

/** A URL may hold a password or a signature; the rest of it helps to find the mistake. */
function withoutSecrets(text: string): string {
  return text.replace(/\/\/.*@/s, "//[secret]@").replace(/[?#].*$/s, "?[secret]");
}

function listOf(text: string): readonly string[] {
  return text.split(",").map((part) => part.trim()).filter(Boolean);
}

/** Text of one form. */
export function text(expected: string, pattern: RegExp) {
  return variable(expected, (value) => pattern.test(value) ? value : undefined);
}

/** One of some words, spelled exactly. */
export function word<const Word extends string>(words: readonly Word[]) {
  return variable(words.join(" or "), (value) => words.find((each) => each === value));
}

/** `true` or `false` in exactly these letters: a flag nobody can misread. */
export const flag = variable(
  "exactly true or false",
  (value) => value === "true" ? true : value === "false" ? false : undefined,
);

/** A whole number from 1 to `max`. */
export function wholeNumber(max: number) {
  return variable(`a whole number from 1 to ${max}`, (value) => {
    const count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
    return count >= 1 && count <= max ? count : undefined;
  });
}

/** A number of units of `unitMs`, fractions allowed, above 0 and at most `max`; parsed to ms. */
export function duration(unitMs: number, max: number) {
  return variable(`a number above 0 and at most ${max}, such as 0.5`, (value) => {
    const count = /^\d{1,6}(?:\.\d{1,6})?$/.test(value) ? Number(value) : 0;
    return count > 0 && count <= max ? Math.ceil(count * unitMs) : undefined;
  });
}

/** Requests per window. */
export const rateLimit = variable(
  "<count>/second, <count>/minute or <count>/hour, such as 10/minute",
  (value): RateLimit | undefined => {
    const [, count, window] = /^([1-9]\d{0,5})\/(second|minute|hour)$/.exec(value) ?? [];
    if (count === undefined) return undefined;
    const windowMs = window === "second" ? SECOND_MS : window === "minute" ? MINUTE_MS : HOUR_MS;
    return { limit: Number(count), windowMs };
  },
);

/** `*`, or account ids with commas between them. */
export const accounts = variable(
  "account ids of 12 digits, comma separated, or * for any account",
  (value): "*" | readonly AccountId[] | undefined => {
    if (value === "*") return value;
    const ids = listOf(value);
    return ids.length > 0 && ids.every(isAccountId) ? ids : undefined;
  },
);

const hostForms = z.union([z.hostname(), z.ipv4(), z.ipv6()]);

/** A host name or an IP address, without port or brackets. */
export const host = variable(
  "a host name or IP address, such as 0.0.0.0",
  (value) => hostForms.safeParse(value).data,
);

/** An http(s) URL without user and password. */
export const httpUrl = variable("an http:// or https:// URL without user or password", (value) => {
  const url = URL.parse(value);
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return usable ? value : undefined;
});

/** An https URL that stands in a shell script unquoted and unchanged. */
export const shellSafeHttpsUrl = text(
  "an https:// URL of letters, digits and . _ - / : % + = alone",
  /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?\/[A-Za-z0-9._\-\/:%+=]*$/,
);

/** Where users find the application; `http` is for this machine alone when `httpsOnly`. */
export function origin({ httpsOnly }: { readonly httpsOnly: boolean }) {
  const expected = "an origin such as https://tools.example.com, in lower case and without path" +
    (httpsOnly ? "; http:// is for localhost, 127.0.0.1 and [::1] alone" : "");
  return variable(expected, (value) => {
    const url = URL.parse(value);
    if (!url || url.origin !== value || !/^https?:$/.test(url.protocol)) return undefined;
    if (!hostForms.safeParse(url.hostname.replace(/^\[(.+)\]$/, "$1")).success) return undefined;
    const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    return httpsOnly && url.protocol === "http:" && !isLoopback ? undefined : value;
  });
}

/** A value that messages never show; `problem` gives what is wrong with it. */
function secret(expected: string, problem: (text: string) => string | undefined) {
  return z.string(`is not set; expected ${expected}`).transform((value, context) => {
    const found = problem(value);
    if (found === undefined) return new Secret(value);
    context.addIssue(found);
    return z.NEVER;
  });
}

/** SECRET_KEY. */
export const secretKey = secret("a key made with `deno task secret`", secretKeyProblem);

/** Keys with commas between them; a message tells which one is wrong. */
export const secretKeys = z.string().transform((value, context) => {
  const keys = listOf(value);
  keys.forEach((key, index) => {
    const problem = secretKeyProblem(key);
    if (problem) context.addIssue(`key ${index + 1} of ${keys.length} ${problem}`);
  });
  return keys.map((key) => new Secret(key));
});

/** A token sent as `Authorization: Bearer` (RFC 6750, section 2.1). */
export function bearerToken(minCharacters: number) {
  const expected = `at least ${minCharacters} characters of A-Z a-z 0-9 - . _ ~ + / =`;
  return secret(expected, (value) => {
    const isToken = value.length >= minCharacters && /^[A-Za-z0-9\-._~+/]+=*$/.test(value);
    return isToken ? undefined : `is not usable as a token; expected ${expected}`;
  });
}
