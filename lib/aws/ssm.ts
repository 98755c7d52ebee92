import type { InstanceId } from "@/lib/base/mod.ts";
import type { Page } from "./page.ts";

/** A managed node as Systems Manager knows it. */
export interface ManagedNode {
  /** The node's id. */
  readonly instanceId: InstanceId;
  /** `Online` or `ConnectionLost`; minutes old at worst, so a hint and no proof. */
  readonly pingStatus: string;
  /** The agent's last sign of life, in ms since 1970, if AWS tells. */
  readonly lastPingAtMs?: number | undefined;
  /** The agent's version, if AWS tells. */
  readonly agentVersion?: string | undefined;
  /** The platform of the node, `linux` for macOS too. */
  readonly platform: "linux" | "windows";
  /** For example `Red Hat Enterprise Linux`; foreign text. */
  readonly platformName: string;
  /** For example `8.10`; foreign text. */
  readonly platformVersion: string;
  /** The host name; foreign text. */
  readonly computerName: string;
}

/** One Run Command to send. AWS has no idempotency key for it. */
export interface SendCommandRequest {
  /** The document, for example `AWS-RunShellScript`. */
  readonly documentName: string;
  /** 1–50 different instances of one account and region. */
  readonly instanceIds: readonly InstanceId[];
  /** The document's parameters; every value is a list. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** At most 100 characters; AWS echoes it, so a lost command can be found again. */
  readonly comment: string;
  /** How long AWS may take to start it on a host: 30–2,592,000 s. */
  readonly deliveryTimeoutSeconds: number;
  /** How many hosts at once, as a number or per cent: `50`, `100%`. */
  readonly maxConcurrency: string;
  /** How many failures stop the rest: `0` at the first, `100%` never. */
  readonly maxErrors: string;
}

/** A Run Command as AWS knows it. */
export interface SsmCommand {
  /** The command's id, a UUID. */
  readonly commandId: string;
  /** The comment it was sent with. */
  readonly comment: string;
  /** When AWS took it, in ms since 1970. */
  readonly requestedAtMs: number;
  /** `Pending`, `InProgress`, `Success`, `Cancelled`, `Failed`, `TimedOut` or `Cancelling`. */
  readonly status: string;
  /** The finer status, without spaces. */
  readonly statusDetails: string;
  /** How many hosts it was sent to; AWS may not know yet. */
  readonly targetCount: number;
  /** How many hosts ended. */
  readonly completedCount: number;
  /** How many failed or ran out of time. */
  readonly errorCount: number;
}

/** What became of a command on one host. */
export interface SsmInvocation {
  /** The command. */
  readonly commandId: string;
  /** The host. */
  readonly instanceId: InstanceId;
  /** The command's comment. */
  readonly comment: string;
  /** `Pending`, `InProgress`, `Delayed`, `Success`, `Cancelled`, `TimedOut`, `Failed`, `Cancelling`. */
  readonly status: string;
  /** The finer status, without spaces; authoritative where the two differ. */
  readonly statusDetails: string;
}

/** The end of an invocation, with its output. */
export interface SsmInvocationOutput extends SsmInvocation {
  /** The exit code; nothing while AWS says -1, which means that no script ended here. */
  readonly exitCode?: number | undefined;
  /** When the script began, in ms since 1970. */
  readonly startedAtMs?: number | undefined;
  /** When the script ended, in ms since 1970. */
  readonly endedAtMs?: number | undefined;
  /** At most 24,000 characters; empty until the script ended. */
  readonly stdout: string;
  /** At most 8,000 characters; empty until the script ended. */
  readonly stderr: string;
}

/**
 * AWS Systems Manager, the part for Run Command (API reference 2014-11-06). Every method throws
 * `AwsError` when AWS refuses or cannot be reached, and the signal's reason when the caller aborts.
 */
export interface Ssm {
  /**
   * Sends a command once: it is never repeated on its own. One invalid instance fails it wholly
   * (`awsCode` `InvalidInstanceId`). After `unreachable`, `server` or an abort it may run all the
   * same, so look for its comment before sending again.
   */
  sendCommand(request: SendCommandRequest, signal?: AbortSignal): Promise<SsmCommand>;
  /** Reads 50 commands a page; a new command shows after some seconds. */
  listCommands(
    request: {
      /** One command by id. */
      readonly commandId?: string;
      /** Only commands sent at this time or later, in ms since 1970; whole seconds count. */
      readonly invokedAfterMs?: number;
      /** Only commands of this document. */
      readonly documentName?: string;
      /** The page to read. */
      readonly nextToken?: string | undefined;
    },
    signal?: AbortSignal,
  ): Promise<Page<SsmCommand>>;
  /** Reads 50 invocations a page; none for a command that is unknown or not yet visible. */
  listCommandInvocations(
    request: { readonly commandId: string; readonly nextToken?: string | undefined },
    signal?: AbortSignal,
  ): Promise<Page<SsmInvocation>>;
  /** Reads one invocation with its output; `not_found` while it is not yet visible. */
  getCommandInvocation(
    request: { readonly commandId: string; readonly instanceId: InstanceId },
    signal?: AbortSignal,
  ): Promise<SsmInvocationOutput>;
  /** Asks to cancel, on all hosts or on at most 50; a running script may go on. */
  cancelCommand(
    request: { readonly commandId: string; readonly instanceIds?: readonly InstanceId[] },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Reads 50 registered nodes a page, of all or of at most 100 ids; unregistered ones are absent. */
  describeInstanceInformation(
    request: {
      readonly instanceIds?: readonly InstanceId[];
      readonly nextToken?: string | undefined;
    },
    signal?: AbortSignal,
  ): Promise<Page<ManagedNode>>;
  /** Tells which platforms a document runs on; `not_found` when the region has none of the name. */
  describeDocument(
    name: string,
    signal?: AbortSignal,
  ): Promise<{ readonly platformTypes: readonly string[] }>;
}
