import { z } from "zod";
import { KIB } from "@/lib/base/mod.ts";
import { readUntyped, unreadable } from "./read_json.ts";

/** What is worth knowing of a report; the rest is whatever the page's attacker wrote. */
export interface CspViolation {
  /** The directive of the policy, such as `script-src-elem`. */
  readonly directive: string;
  /** The origin of what was stopped, or a keyword such as `inline`. */
  readonly blockedOrigin: string;
}

const TYPES = ["application/csp-report", "application/reports+json"];
const MAX_BYTES = 16 * KIB;

const levelTwoSchema = z.object({
  "csp-report": z.object({
    "effective-directive": z.string().optional(),
    "violated-directive": z.string().optional(),
    "blocked-uri": z.string().optional(),
  }),
});

const reportingSchema = z.array(z.object({
  body: z.object({
    effectiveDirective: z.string().optional(),
    blockedURL: z.string().nullish(),
  }),
}));

/**
 * Reads what a browser reports of a policy: one report of CSP Level 2 (`application/csp-report`),
 * or several of the Reporting API (`application/reports+json`).
 *
 * @param req The request; at most 16 KiB.
 * @returns The violations.
 * @throws {AppError} `unsupported_type` (415), `body_too_large` (413), `unreadable_report` (400).
 */
export async function readCspReport(req: Request): Promise<readonly CspViolation[]> {
  const body = await readUntyped(req, { types: TYPES, maxBytes: MAX_BYTES });
  const single = levelTwoSchema.safeParse(body);
  if (single.success) {
    const report = single.data["csp-report"];
    const directive = report["effective-directive"] ?? report["violated-directive"];
    return [violation(directive, report["blocked-uri"])];
  }
  const several = reportingSchema.safeParse(body);
  if (!several.success) throw unreadable("unreadable_report");
  return several.data.map(({ body: { effectiveDirective, blockedURL } }) =>
    violation(effectiveDirective, blockedURL)
  );
}

function violation(directive = "", blocked: string | null = ""): CspViolation {
  const [name = ""] = directive.split(" ", 1);
  return { directive: word(name), blockedOrigin: originOf(blocked ?? "") };
}

/** A path or query may hold what should not be logged. */
function originOf(blocked: string): string {
  const url = URL.parse(blocked);
  if (url === null) return word(blocked);
  return url.origin === "null" ? word(url.protocol.slice(0, -1)) : url.origin.slice(0, 100);
}

function word(text: string): string {
  return /^[a-z][a-z-]{0,40}$/.test(text) ? text : "unknown";
}
