import { page } from "fresh";
import { Chip } from "@/components/Chip.tsx";
import { Icon, type IconName } from "@/components/Icon.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { define, methods, type State } from "@/lib/app/mod.ts";

interface Tool {
  readonly title: string;
  readonly icon: IconName;
  readonly href: string;
  readonly text: string;
  /** Why it cannot be used yet; empty when it can. */
  readonly missing: string;
}

export const handler = methods<readonly Tool[]>({
  GET: ({ state }) => page(toolsOf(state)),
});

export default define.page<typeof handler>(function Tools({ data: tools }) {
  return (
    <>
      <PageHeader
        title="Tools"
        lead="What can be done with the loaded change, and what each tool still needs."
      />
      <ul class="cards">
        {tools.map((tool) => <Card key={tool.href} tool={tool} />)}
      </ul>
    </>
  );
});

function Card({ tool: { title, icon, href, text, missing } }: { readonly tool: Tool }) {
  return (
    <li class="card-tool">
      {missing
        ? <Chip kind="warning" icon="caution">Not ready</Chip>
        : <Chip kind="success" icon="check">Ready</Chip>}
      <h2>
        <Icon name={icon} />
        <a href={href}>{title}</a>
      </h2>
      <p>{text}</p>
      {missing && <p class="muted">{missing}</p>}
    </li>
  );
}

function toolsOf(state: State): readonly Tool[] {
  return [
    {
      title: "Linux QC patching prep",
      icon: "shield",
      href: "/aws/linux-qc-patching-prep",
      text:
        "Checks every server of the change, stages its kernel, makes the reports. Nothing is patched.",
      missing: missingForPrep(state),
    },
    {
      title: "Linux QC patching post",
      icon: "check",
      href: "/aws/linux-qc-patching-post",
      text:
        "Proves that every server runs the staged kernel and its services, before beside after.",
      missing: state.currentChange ? "" : "Load a change first.",
    },
    {
      title: "Script runner",
      icon: "code",
      href: "/aws/script-runner",
      text:
        "Runs an approved script on a change or on servers that you name: disks, health, packages.",
      missing: "",
    },
    {
      title: "SFT fixer",
      icon: "tools",
      href: "/aws/sft-fixer",
      text:
        "Repairs the ScaleFT (Okta) server agent on one or two servers: detect, install, reset.",
      missing: missingForSft(state),
    },
    {
      title: "Instances",
      icon: "activity",
      href: "/aws/instances",
      text: "The servers of an account over all its regions: filter, tick, make a change of them.",
      missing: "",
    },
    {
      title: "Changes",
      icon: "folder",
      href: "/changes",
      text: "Saved changes and their instances: upload a CSV file, type one in, load one.",
      missing: "",
    },
    {
      title: "Executions",
      icon: "activity",
      href: "/executions",
      text: "All that was run, by whom, where, and what each server said.",
      missing: "",
    },
  ];
}

function missingForPrep({ currentChange, services: { config } }: State): string {
  if (!config.linuxPatcherUrl) {
    return "LINUX_PATCHER_URL is not set on this server: hosts cannot fetch the patcher.";
  }
  return currentChange ? "" : "Load a change first.";
}

function missingForSft({ services: { config: { sft } } }: State): string {
  return sft.enrollmentToken || sft.enrollmentSecretId
    ? ""
    : "SFT_ENROLLMENT_SECRET_ID is not set on this server: it can detect, but repair nothing.";
}
