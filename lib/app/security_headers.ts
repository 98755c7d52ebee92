import type { Config } from "@/lib/config/mod.ts";

/** Headers of every response: OWASP Secure Headers, ASVS 5.0 3.4. */
const ALWAYS: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const TWO_YEARS_SECONDS = 2 * 365 * 24 * 60 * 60;

/** What a response that is no page may do: nothing. */
const NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

/** Where browsers report what a page's policy stopped (Reporting API; CSP Level 3, 6.5). */
const REPORT_PATH = "/api/csp-report";

/** Fresh's nonce of the page: the document's own first script has it, ahead of any data. */
const SCRIPT_NONCE = /<script[^<>]* nonce="([0-9a-f]{32,})"/;

/**
 * Puts the security headers on a response. A page's policy needs the nonce that Fresh gave to its
 * scripts; without one, no script may run (it fails closed).
 *
 * @param response Any response; its body is taken over.
 * @param config Says whether users come by https, and whether the policy blocks or only reports.
 * @param options Whether our own document was rendered: no other HTML may bring scripts.
 * @returns The same response with the headers.
 */
export async function secured(
  response: Response,
  config: Config,
  { isPage = false }: { readonly isPage?: boolean | undefined } = {},
): Promise<Response> {
  const html = isPage && isHtml(response) ? await response.text() : null;
  const result = html === null ? withOpenHeaders(response) : new Response(html, response);
  const { headers } = result;
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
  // A 304 renews the headers of the copy that the browser keeps (RFC 9111, 4.3.4).
  if (!headers.has("cache-control") && response.status !== 304) {
    headers.set("cache-control", "no-store");
  }
  if (config.publicOrigin.startsWith("https:")) {
    headers.set("strict-transport-security", `max-age=${TWO_YEARS_SECONDS}; includeSubDomains`);
  }
  if (html !== null) headers.set("reporting-endpoints", `csp="${REPORT_PATH}"`);
  const policy = html === null ? filePolicy(headers) : pagePolicy(SCRIPT_NONCE.exec(html)?.[1]);
  headers.set(
    config.flags.xssProtection ? "content-security-policy" : "content-security-policy-report-only",
    policy,
  );
  return result;
}

function isHtml({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/html") ?? false;
}

/** The headers of a redirect, and of what `fetch()` gave, cannot be changed. */
function withOpenHeaders(response: Response): Response {
  try {
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new Response(response.body, response);
  }
}

/** A file to be saved gets an origin of its own, should a browser show it all the same. */
function filePolicy(headers: Headers): string {
  const isSaved = /^attachment\b/i.test(headers.get("content-disposition") ?? "");
  return isSaved ? `${NOTHING}; sandbox` : NOTHING;
}

function pagePolicy(nonce: string | undefined): string {
  return [
    "default-src 'none'",
    `script-src ${nonce ? `'self' 'nonce-${nonce}'` : "'none'"}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `report-uri ${REPORT_PATH}`,
    "report-to csp",
  ].join("; ");
}
