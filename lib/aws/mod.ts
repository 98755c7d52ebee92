/** AWS behind narrow ports, and the adapter that speaks to it by the AWS SDK. */
export { AwsError, type AwsErrorKind, type AwsErrorOptions } from "./aws_error.ts";
export { type AwsClients, type AwsClientsOptions, createAwsClients } from "./create_aws_clients.ts";
export type { AwsCredentials, AwsScope } from "./credentials.ts";
export type { DescribeInstancesRequest, Ec2, Ec2Instance } from "./ec2.ts";
export { HOME_REGIONS } from "./home_regions.ts";
export type { OrganizationAccount, Organizations } from "./organizations.ts";
export type { Page } from "./page.ts";
export type { SecretsManager } from "./secrets_manager.ts";
export type {
  ManagedNode,
  SendCommandRequest,
  Ssm,
  SsmCommand,
  SsmInvocation,
  SsmInvocationOutput,
} from "./ssm.ts";
export type { AssumedCredentials, AssumeRoleRequest, CallerIdentity, Sts } from "./sts.ts";
