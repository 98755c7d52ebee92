import { z } from "zod";
import { type ChangeNumber, isChangeNumber } from "@/lib/base/mod.ts";
import {
  type Change,
  type ChangeInput,
  type ChangeRepository,
  parseChangeInput,
} from "@/lib/changes/mod.ts";
import { notFound } from "../answers.ts";
import { invalidInput } from "../read_json.ts";
import { strongTag } from "./entity_tag.ts";
import { readLargeJson } from "./read_large_json.ts";

/**
 * Reads which change the address names.
 *
 * @param params What varies in the path.
 * @returns The change's number.
 * @throws {AppError} `not_found` (404) when it has not the form of one: there is no such change.
 */
export function namedChange({ number = "" }: { readonly number?: string }): ChangeNumber {
  if (!isChangeNumber(number)) throw notFound("change", number);
  return number;
}

/**
 * Finds the change that the address names.
 *
 * @param changes The stored changes.
 * @param params What varies in the path.
 * @returns The change with its servers.
 * @throws {AppError} `not_found` (404) naming it, and as `ChangeRepository.find()`.
 */
export async function storedChange(
  changes: Pick<ChangeRepository, "find">,
  params: { readonly number?: string },
): Promise<Change> {
  const number = namedChange(params);
  const found = await changes.find(number);
  if (!found) throw notFound("change", number);
  return found;
}

/**
 * Reads the change in the body of a request.
 *
 * @param req The request.
 * @param options The number in the address, which the body may repeat.
 * @returns The change.
 * @throws {AppError} As `readLargeJson()`, and `invalid_input` (422) with all that is wrong.
 */
export async function readChangeInput(
  req: Request,
  { number }: { readonly number?: ChangeNumber } = {},
): Promise<ChangeInput> {
  const body = await readLargeJson(req, z.record(z.string(), z.unknown()));
  const parsed = parseChangeInput({ ...number && { number }, ...body });
  if (!parsed.ok) throw invalidInput(parsed.errors);
  if (number === undefined || parsed.value.number === number) return parsed.value;
  throw invalidInput([{ path: "number", message: `expected "${number}", as in the address` }]);
}

/**
 * Answers a change with its servers and its tag.
 *
 * @param changes The stored changes.
 * @param number The change.
 * @param init Status and headers of the answer, beside the tag.
 * @returns The answer.
 * @throws {AppError} `not_found` (404), and as `ChangeRepository.find()`.
 */
export async function changeAnswer(
  changes: ChangeRepository,
  number: ChangeNumber,
  init: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  const { version, ...change } = await storedChange(changes, { number });
  return Response.json(change, { ...init, headers: { ...init.headers, etag: strongTag(version) } });
}
