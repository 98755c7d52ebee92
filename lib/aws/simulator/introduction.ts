import type { AwsCredentials } from "@/lib/aws/mod.ts";
import type { Simulator } from "./start_simulator.ts";

/**
 * Says how to sign in to a simulated AWS: both sample credentials, ready to be pasted. They are made
 * up by the simulator and open nothing else.
 *
 * @param simulator The running simulator.
 * @param options The address of the application, without a trailing slash.
 * @returns Lines for a terminal.
 */
export function introduction(
  { credentials: { com, gov } }: Simulator,
  { url }: { readonly url: string },
): string {
  return [
    `Sign in at ${url}/aws with sample credentials.`,
    'Choose "Commercial (COM)" and paste:',
    profileBlock(com),
    'Choose "GovCloud (GOV)" and paste:',
    profileBlock(gov),
    `Then load a change: ${url}/changes offers a sample over both.`,
  ].join("\n\n");
}

/** As a file `~/.aws/credentials` holds them. */
function profileBlock({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): string {
  return [
    "[default]",
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey.reveal()}`,
    `aws_session_token = ${sessionToken?.reveal() ?? ""}`,
  ].join("\n");
}
