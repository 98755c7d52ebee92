import type { FieldError } from "@/lib/base/mod.ts";
import { isAccountId, isInstanceId, isRegion, quoted } from "@/lib/base/mod.ts";
import type { StartRequest } from "@/lib/execution/mod.ts";

type Targets = NonNullable<StartRequest["targets"]>;

/** The servers that were typed, or every line that is none. */
export type TypedTargets =
  | { readonly kind: "targets"; readonly targets: Targets }
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] };

const PLATFORMS = ["linux", "windows"] as const;

/**
 * Reads servers that were typed: instance id, account, region, and if wanted platform and name, one
 * server a line, parted by white space or commas.
 *
 * @param text The lines.
 * @returns The servers, or what is wrong with which line.
 */
export function typedTargets(text: string): TypedTargets {
  const lines = text.split(/\r\n?|\n/).map((line, index) => ({ line: line.trim(), index }))
    .filter(({ line }) => line !== "");
  const read = lines.map(({ line, index }) => ({ ...targetOf(line), number: index + 1 }));
  const errors = read.flatMap(({ faults, number }) =>
    faults.map((fault) => ({ path: "targets", message: `Line ${number}: ${fault}` }))
  );
  if (lines.length === 0) {
    errors.push({ path: "targets", message: "Type at least one instance, one a line" });
  }
  if (errors.length > 0) return { kind: "invalid", errors };
  return { kind: "targets", targets: read.map(({ target }) => target) };
}

function targetOf(
  line: string,
): { readonly target: Targets[number]; readonly faults: readonly string[] } {
  const [instanceId = "", account = "", region = "", word = "linux", ...rest] = line.split(
    /[\s,;]+/,
  );
  const platform = PLATFORMS.find((each) => each === word.toLowerCase());
  const faults = [
    isInstanceId(instanceId)
      ? ""
      : `${quoted(instanceId)} is no instance id such as "i-0a1b2c3d4e5f60001"`,
    isAccountId(account) ? "" : `${quoted(account)} is no account id of 12 digits`,
    isRegion(region) ? "" : `${quoted(region)} is no region such as "us-east-1"`,
    platform ? "" : `${quoted(word)} is no platform: expected "linux" or "windows"`,
  ].filter((fault) => fault !== "");
  const target = {
    instanceId,
    account,
    region,
    platform: platform ?? "linux",
    name: rest.join(" "),
  };
  return { target, faults };
}
