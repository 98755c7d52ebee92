import { z } from "zod";
import {
  type ChangeNumber,
  type FieldError,
  fieldErrors,
  isChangeNumber,
  partitionOf,
} from "@/lib/base/mod.ts";
import { partsSchema } from "@/lib/store/mod.ts";
import {
  accountField,
  instanceIdField,
  newNumberField,
  parseStep,
  regionField,
} from "./instance_fields.ts";
import { parseName, parsePlatform } from "./parse_cells.ts";
import { isSamePlace } from "./same_instance.ts";
import type { ChangeDraft, ChangeInstance, ChangeStatus } from "./view.ts";

const MAX_INSTANCES = 10_000;
const MAX_DESCRIPTION_CHARACTERS = 500;

const description = z.string().max(
  MAX_DESCRIPTION_CHARACTERS,
  `expected at most ${MAX_DESCRIPTION_CHARACTERS} characters`,
);
const status = z.enum(["open", "closed"]);

const instanceSchema = z.object({
  instanceId: instanceIdField,
  account: accountField,
  region: regionField,
  platform: z.string().default("linux").transform(parseStep(parsePlatform))
    .describe("`linux` or `windows`, in any case."),
  name: z.string().default("").transform(parseStep(parseName))
    .describe("For people: one line of at most 256 characters."),
}).transform((instance): ChangeInstance => ({
  ...instance,
  partition: partitionOf(instance.region),
}));

/** A change's servers, as a request gives them and as they are stored. */
export const instancesSchema = z.array(instanceSchema).max(
  MAX_INSTANCES,
  "expected at most 10,000 instances",
);

/** The body of a request that makes or replaces a change; the API's description shows it. */
export const changeInputSchema = z.object({
  number: newNumberField,
  description: description.default(""),
  status: status.default("open"),
  instances: instancesSchema,
});

/** What is stored of a change beside its servers. */
export const changeHeaderSchema = z.object({
  number: z.custom<ChangeNumber>(isChangeNumber),
  description,
  status,
  instanceCount: z.int().min(0),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  parts: partsSchema,
});

/** The stored header of a change; its parts' version is the change's. */
export type ChangeHeader = z.infer<typeof changeHeaderSchema>;

/** A change as somebody wants it to be. */
export interface ChangeInput extends ChangeDraft {
  /** What it is about; may be empty. */
  readonly description: string;
  /** Whether it is still worked on. */
  readonly status: ChangeStatus;
}

/**
 * Parses the body of a request that makes or replaces a change. What repeats a server is merged;
 * the same server in another account or region is refused.
 *
 * @param body The body as JSON gave it.
 * @returns The change, or everything that is wrong with it.
 */
export function parseChangeInput(
  body: unknown,
):
  | { readonly ok: true; readonly value: ChangeInput }
  | { readonly ok: false; readonly errors: readonly FieldError[] } {
  const parsed = changeInputSchema.safeParse(body);
  if (!parsed.success) {
    return { ok: false, errors: fieldErrors(parsed.error) };
  }
  const { instances, errors } = mergedInstances(parsed.data.instances);
  return errors.length === 0
    ? { ok: true, value: { ...parsed.data, instances } }
    : { ok: false, errors };
}

function mergedInstances(given: readonly ChangeInstance[]) {
  const byId = new Map<string, ChangeInstance>();
  const errors: FieldError[] = [];
  for (const [index, instance] of given.entries()) {
    const first = byId.get(instance.instanceId);
    if (!first) byId.set(instance.instanceId, instance);
    else if (!isSamePlace(first, instance)) {
      const message = `Cannot take instance "${instance.instanceId}" twice: ` +
        `expected one account and region for it`;
      errors.push({ path: `instances.${index}.instanceId`, message });
    }
  }
  return { instances: [...byId.values()], errors };
}
