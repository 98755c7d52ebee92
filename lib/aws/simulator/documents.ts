import type { Host } from "./host.ts";

/** A document of Run Command that AWS owns. */
export interface SsmDocument {
  readonly name: string;
  readonly platformTypes: readonly string[];
  readonly plugin: string;
  /** Whether it runs on a host's platform. */
  readonly runsOn: (host: Host) => boolean;
}

/** The parameters of both documents; all but `commands` have a default. */
export const DOCUMENT_PARAMETERS = [
  { Name: "commands", Type: "StringList", Description: "The script to run." },
  { Name: "workingDirectory", Type: "String", DefaultValue: "" },
  { Name: "executionTimeout", Type: "String", DefaultValue: "3600" },
] as const;

/** The documents by name. */
export const DOCUMENTS: ReadonlyMap<string, SsmDocument> = new Map(
  [
    {
      name: "AWS-RunShellScript",
      platformTypes: ["Linux", "MacOS"],
      plugin: "aws:runShellScript",
      runsOn: ({ traits }: Host) => traits.distribution.platform === "linux",
    },
    {
      name: "AWS-RunPowerShellScript",
      platformTypes: ["Windows", "Linux"],
      plugin: "aws:runPowerShellScript",
      runsOn: () => true,
    },
  ].map((document) => [document.name, document]),
);
