import type { IncomingHttpHeaders } from "node:http";
import { EC2_OPERATIONS } from "./ec2_operations.ts";
import type { Operation } from "./operation.ts";
import { ORGANIZATIONS_OPERATIONS } from "./organizations_operations.ts";
import { SECRETS_MANAGER_OPERATIONS } from "./secrets_manager_operations.ts";
import type { Service, ServiceError } from "./service_error.ts";
import { SSM_OPERATIONS } from "./ssm_operations.ts";
import { STS_OPERATIONS } from "./sts_operations.ts";
import { escapeXml } from "./xml.ts";

/** What is written back. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** How a service's requests are read and its replies written. */
interface Protocol {
  readonly operations: Readonly<Record<string, Operation>>;
  /** Reads the operation's name and input. */
  read(
    headers: IncomingHttpHeaders,
    body: string,
  ): { readonly name: string; readonly input: unknown };
  /** Writes what the operation gave. */
  success(result: object | string, request: { readonly name: string; readonly id: string }): Reply;
  /** Writes a refusal. */
  failure(error: ServiceError, requestId: string): Reply;
}

const JSON_TYPE = "application/x-amz-json-1.1";
const XML_TYPE = "text/xml;charset=UTF-8";
const STS_NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
const EC2_NAMESPACE = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

/** The services, by the names of credential scopes. */
export const PROTOCOLS: Readonly<Record<Service, Protocol>> = {
  sts: {
    operations: STS_OPERATIONS,
    read: readQuery,
    success: (result, { name, id }) =>
      xml(
        200,
        `<${name}Response ${STS_NAMESPACE}><${name}Result>${result}</${name}Result>` +
          `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${name}Response>`,
      ),
    failure: ({ code, status, message }, id) =>
      xml(
        status,
        `<ErrorResponse ${STS_NAMESPACE}><Error><Type>${
          status < 500 ? "Sender" : "Receiver"
        }</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>` +
          `<RequestId>${id}</RequestId></ErrorResponse>`,
      ),
  },
  ec2: {
    operations: EC2_OPERATIONS,
    read: readQuery,
    success: (result, { name, id }) =>
      xml(
        200,
        `<${name}Response ${EC2_NAMESPACE}><requestId>${id}</requestId>${result}</${name}Response>`,
      ),
    failure: ({ code, status, message }, id) =>
      xml(
        status,
        `<Response><Errors><Error><Code>${code}</Code><Message>${escapeXml(message)}</Message>` +
          `</Error></Errors><RequestID>${id}</RequestID></Response>`,
      ),
  },
  ssm: jsonProtocol(SSM_OPERATIONS),
  organizations: jsonProtocol(ORGANIZATIONS_OPERATIONS),
  secretsmanager: jsonProtocol(SECRETS_MANAGER_OPERATIONS),
};

/** Tells whether a credential scope names a service that is simulated. */
export function isService(name: string): name is Service {
  return Object.hasOwn(PROTOCOLS, name);
}

/** AWS JSON 1.1: the operation's name is the end of a header. */
function jsonProtocol(operations: Protocol["operations"]): Protocol {
  const json = (status: number, value: object): Reply => ({
    status,
    contentType: JSON_TYPE,
    body: JSON.stringify(value),
  });
  return {
    operations,
    read: (headers, body) => ({
      name: String(headers["x-amz-target"]).replace(/^.*\./, ""),
      input: parsedJson(body),
    }),
    success: (result) => json(200, Object(result)),
    failure: ({ code, status, message }) =>
      json(status, { __type: code, ...(message !== "" && { message }) }),
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The operation refuses it as a service does: nothing has the shape it expects.
    return undefined;
  }
}

function readQuery(_headers: IncomingHttpHeaders, body: string) {
  const fields = Object.fromEntries(new URLSearchParams(body));
  return { name: fields.Action ?? "", input: fields };
}

function xml(status: number, content: string): Reply {
  return {
    status,
    contentType: XML_TYPE,
    body: `<?xml version="1.0" encoding="UTF-8"?>${content}`,
  };
}
