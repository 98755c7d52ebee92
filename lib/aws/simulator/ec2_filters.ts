import type { Host } from "./host.ts";
import { ServiceError } from "./service_error.ts";

/** How many values all filters of one call may have (EC2 API reference, FilterLimitExceeded). */
const MOST_VALUES = 200;

/** Request parameters by name, as the query protocol sends them. */
type Fields = Readonly<Record<string, string>>;

/**
 * Gives the tags of a host, as EC2 shows them.
 *
 * @param host The host.
 * @returns Values by key.
 */
export function tagsOf({ traits }: Host): Readonly<Record<string, string>> {
  return { Name: traits.name, Distribution: traits.distribution.name };
}

/**
 * Keeps the hosts that pass every `Filter.<n>`; of one filter, any value does. `*` and `?` in a
 * value stand for any characters and for one (EC2 user guide, "Filter resources").
 *
 * @param hosts The hosts.
 * @param fields The request's parameters.
 * @returns The hosts that pass.
 * @throws {ServiceError} `InvalidParameterValue` for an unknown filter, `FilterLimitExceeded`.
 */
export function filteredHosts(hosts: readonly Host[], fields: Fields): readonly Host[] {
  const filters = Object.entries(fields).flatMap(([field, name]) => {
    const number = field.match(/^Filter\.(\d+)\.Name$/)?.[1];
    return number === undefined ? [] : [{ name, values: valuesOf(fields, number) }];
  });
  if (filters.flatMap(({ values }) => values).length > MOST_VALUES) {
    throw new ServiceError("FilterLimitExceeded", {
      message: "The maximum number of filter values specified on a single call is 200",
    });
  }
  return hosts.filter((host) =>
    filters.every(({ name, values }) => {
      const value = valueOf(host, name);
      return value !== undefined && values.some((wanted) => matches(value, wanted));
    })
  );
}

function valuesOf(fields: Fields, number: string): readonly string[] {
  const prefix = `Filter.${number}.Value.`;
  return Object.entries(fields).flatMap(([field, value]) => field.startsWith(prefix) ? value : []);
}

/** What a filter compares; nothing for a tag that the host has not. */
function valueOf(host: Host, name: string): string | undefined {
  if (name.startsWith("tag:")) return tagsOf(host)[name.slice("tag:".length)];
  switch (name) {
    case "instance-id":
      return host.traits.instanceId;
    case "instance-state-name":
      return "running";
    default:
      throw new ServiceError("InvalidParameterValue", {
        message: `The filter '${name}' is invalid`,
      });
  }
}

function matches(value: string, wanted: string): boolean {
  const pattern = RegExp.escape(wanted).replaceAll("\\*", ".*").replaceAll("\\?", ".");
  return new RegExp(`^${pattern}$`, "s").test(value);
}
