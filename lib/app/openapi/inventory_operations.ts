import { z } from "zod";
import type { ApiGroup } from "./api_operation.ts";
import {
  accountField,
  instanceIdField,
  jsonContent,
  listOf,
  partitionField,
  regionField,
  timeField,
} from "./fields.ts";
import { accountsQuerySchema, instancesQuerySchema } from "./queries.ts";

const account = z.object({
  id: accountField,
  name: z.string().describe("Empty where AWS does not tell it."),
  partition: partitionField,
  state: z.string().describe("AWS's word, such as `ACTIVE`."),
});
const accounts = listOf(account).extend({
  isOwnAccountOnly: z.boolean()
    .describe("The signed-in account may not list the organization: it stands here alone."),
});

const instance = z.object({
  instanceId: instanceIdField,
  name: z.string(),
  account: accountField,
  region: regionField,
  partition: partitionField,
  platform: z.enum(["linux", "windows"]),
  state: z.string().describe("EC2's word, such as `running`."),
  ping: z.enum(["online", "offline", "not_registered", "unknown"])
    .describe("What Systems Manager says; `unknown` while it has not answered."),
  lastPingAt: timeField.nullable(),
  tags: z.record(z.string(), z.string()),
});
const instances = listOf(instance).extend({
  account: accountField,
  matching: z.int().describe("How many fit the filter, of those found so far."),
  scannedRegions: z.int(),
  totalRegions: z.int().describe("0 while that is not known."),
  failures: z.array(z.object({ region: regionField, message: z.string() }))
    .describe("What could not be read, and why."),
  complete: z.boolean().describe("Until then, ask again: more servers may come."),
  askedAt: timeField,
});

const NOT_SIGNED_IN = { 409: "Nobody is signed in to the environment; AWS was not asked." };

/** The operations on servers and accounts as AWS lists them. */
export const INVENTORY_GROUP: ApiGroup = {
  name: "Inventory",
  description: "Accounts and servers as AWS lists them, by the credentials of the session.",
  schemas: { Account: account, AccountList: accounts, Instance: instance, InstanceList: instances },
  operations: [
    {
      id: "listAccounts",
      line: "GET /api/accounts",
      summary: "List the accounts of the organization",
      query: accountsQuerySchema,
      answers: { 200: { description: "One page of accounts.", content: jsonContent(accounts) } },
      problems: NOT_SIGNED_IN,
    },
    {
      id: "listInstances",
      line: "GET /api/instances",
      summary: "List the servers of an account over all regions",
      description: "The first request begins to ask AWS, and answers what has come by then.",
      query: instancesQuerySchema,
      answers: { 200: { description: "One page of servers.", content: jsonContent(instances) } },
      problems: NOT_SIGNED_IN,
    },
    {
      id: "getInstance",
      line: "GET /api/instances/{account}/{region}/{instanceId}",
      summary: "Get one server",
      answers: { 200: { description: "The server.", content: jsonContent(instance) } },
      problems: NOT_SIGNED_IN,
    },
  ],
};
