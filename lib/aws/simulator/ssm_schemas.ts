import { z } from "zod";

const instanceIdSchema = z.string().regex(/^(i-(\w{8}|\w{17})|mi-\w{17})$/);
const commandIdSchema = z.string().length(36);
const tokenSchema = z.string().optional();
const pageSizeSchema = z.number().int().min(1).max(50).default(50);
const filterSchema = z.object({
  key: z.enum(["InvokedAfter", "InvokedBefore", "Status", "ExecutionStage", "DocumentName"]),
  value: z.string().min(1).max(128),
});

/** The limits of the Systems Manager API reference, which the SDK leaves to the service. */
export const sendCommandSchema = z.object({
  DocumentName: z.string().regex(/^[\w\-.:/]{3,128}$/),
  InstanceIds: z.array(instanceIdSchema).min(1).max(50),
  TimeoutSeconds: z.number().int().min(30).max(2_592_000).default(3_600),
  Comment: z.string().max(100).default(""),
  Parameters: z.record(z.string(), z.array(z.string())).default({}),
  MaxConcurrency: z.string().max(7).regex(/^([1-9]\d*|[1-9]\d%|[1-9]%|100%)$/).default("50"),
  MaxErrors: z.string().max(7).regex(/^([1-9]\d*|0|[1-9]\d%|\d%|100%)$/).default("0"),
});

/** ListCommands. */
export const listCommandsSchema = z.object({
  CommandId: commandIdSchema.optional(),
  InstanceId: instanceIdSchema.optional(),
  MaxResults: pageSizeSchema,
  NextToken: tokenSchema,
  Filters: z.array(filterSchema).max(5).default([]),
});

/** ListCommandInvocations. */
export const listCommandInvocationsSchema = z.object({
  CommandId: commandIdSchema.optional(),
  InstanceId: instanceIdSchema.optional(),
  MaxResults: pageSizeSchema,
  NextToken: tokenSchema,
  Details: z.boolean().default(false),
});

/** GetCommandInvocation. */
export const getCommandInvocationSchema = z.object({
  CommandId: commandIdSchema,
  InstanceId: instanceIdSchema,
});

/** CancelCommand. */
export const cancelCommandSchema = z.object({
  CommandId: commandIdSchema,
  InstanceIds: z.array(instanceIdSchema).max(50).optional(),
});

/** DescribeInstanceInformation. */
export const describeInstanceInformationSchema = z.object({
  Filters: z.array(z.object({
    Key: z.enum(["InstanceIds", "PingStatus", "PlatformTypes"]),
    Values: z.array(z.string().min(1)).min(1).max(100),
  })).default([]),
  MaxResults: z.number().int().min(5).max(50).default(10),
  NextToken: tokenSchema,
});

/** DescribeDocument. */
export const describeDocumentSchema = z.object({ Name: z.string().min(3).max(128) });
