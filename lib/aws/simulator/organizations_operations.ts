import { z } from "zod";
import { type Operation, parseInput } from "./operation.ts";
import { pageOf } from "./pages.ts";
import { refusal } from "./service_error.ts";
import { managementAccount } from "./world.ts";

const listAccountsSchema = z.object({
  MaxResults: z.number().int().min(1).max(20).default(20),
  NextToken: z.string().optional(),
});

/** When the accounts joined, in seconds since 1970. */
const JOINED_SECONDS = 1_481_835_795.536;

/** The operations of Organizations, which only the management account may call. */
export const ORGANIZATIONS_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListAccounts: (input, { world, caller }) => {
    const request = parseInput(listAccountsSchema, { input, service: "organizations" });
    const manager = managementAccount(world.fleet, caller.partition);
    if (caller.account !== manager.id) throw refusal("organizations", { condition: "denied" });
    const accounts = world.fleet.accounts.filter(({ partition }) => partition === caller.partition);
    const { items, nextToken } = pageOf(accounts, {
      question: ["ListAccounts", caller.account],
      nextToken: request.NextToken,
      size: request.MaxResults,
      random: world.random,
      refuse: () =>
        refusal("organizations", { condition: "invalid", message: "Invalid NextToken" }),
    });
    const Accounts = items.map(({ id, name, partition }) => ({
      Id: id,
      Arn: `arn:${partition}:organizations::${manager.id}:account/o-pcmsimulated/${id}`,
      Email: `${name}@example.invalid`,
      Name: name,
      State: "ACTIVE",
      JoinedMethod: id === manager.id ? "INVITED" : "CREATED",
      JoinedTimestamp: JOINED_SECONDS,
    }));
    return { Accounts, NextToken: nextToken };
  },
};
