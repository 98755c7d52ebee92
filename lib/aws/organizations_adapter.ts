import { parseAccountId, parsedOrThrow } from "@/lib/base/mod.ts";
import type { AwsCalls } from "./aws_calls.ts";
import type { ClientSettings } from "./client_settings.ts";
import { lazy } from "./lazy.ts";
import type { Organizations } from "./organizations.ts";

/** The most that ListAccounts gives. */
const PAGE_SIZE = 20;

/**
 * Speaks to Organizations by the AWS SDK, which is loaded with the first call.
 *
 * @param settings How the client is made.
 * @param calls What calls are made by.
 * @returns The port.
 */
export function organizationsAdapter(settings: ClientSettings, calls: AwsCalls): Organizations {
  const load = lazy(async () => {
    const sdk = await import("@aws-sdk/client-organizations");
    return { ...sdk, client: new sdk.OrganizationsClient(settings) };
  });
  return {
    listAccounts: ({ nextToken }, signal) =>
      calls.make("organizations:ListAccounts", {
        signal,
        run: async (options) => {
          const { client, ListAccountsCommand } = await load();
          const { Accounts = [], NextToken } = await client.send(
            new ListAccountsCommand({ MaxResults: PAGE_SIZE, NextToken: nextToken }),
            options,
          );
          // AWS retires Status in favour of State (Organizations API reference, "Account").
          const items = Accounts.map(({ Id = "", Name = "", State, Status }) => ({
            id: parsedOrThrow(parseAccountId(Id)),
            name: Name,
            state: State ?? Status ?? "UNKNOWN",
          }));
          return { items, nextToken: NextToken || undefined };
        },
      }),
  };
}
