import type { JSX } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

interface Destination {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
}

interface Group {
  /** Absent where the links speak for themselves. */
  readonly title?: string;
  readonly destinations: readonly Destination[];
}

const GROUPS: readonly Group[] = [
  {
    destinations: [
      { href: "/", label: "Home", icon: "house" },
      { href: "/aws", label: "Sign in", icon: "key" },
      { href: "/aws/tools", label: "Tools", icon: "tools" },
    ],
  },
  {
    title: "Patching",
    destinations: [
      { href: "/aws/linux-qc-patching-prep", label: "QC prep", icon: "shield" },
      { href: "/aws/linux-qc-patching-post", label: "QC post", icon: "check" },
    ],
  },
  {
    title: "Tools",
    destinations: [
      { href: "/aws/script-runner", label: "Script runner", icon: "code" },
      { href: "/aws/sft-fixer", label: "SFT fixer", icon: "tools" },
    ],
  },
  {
    title: "Fleet",
    destinations: [
      { href: "/aws/accounts", label: "Accounts", icon: "folder" },
      { href: "/aws/instances", label: "Instances", icon: "activity" },
      { href: "/changes", label: "Changes", icon: "folder" },
      { href: "/executions", label: "Executions", icon: "activity" },
    ],
  },
  { title: "System", destinations: [{ href: "/api/docs", label: "API", icon: "code" }] },
];

const PATHS = GROUPS.flatMap(({ destinations }) => destinations.map(({ href }) => href));

/** What the rail shows. */
export interface NavigationProps {
  /** The path of the page. */
  readonly path: string;
  /** A word on which AWS this is. */
  readonly note: string | null;
}

/** The rail: a column at the left on wide screens, a scrolling strip above on narrow ones. */
export function Navigation({ path, note }: NavigationProps): JSX.Element {
  const place = placeOf(path);
  return (
    <nav class="rail" aria-label="Main">
      <div class="rail-body">
        <a class="brand" href="/">
          PCM-Ops Tools {note && <span class="brand-note">{note}</span>}
        </a>
        <div class="rail-links">
          {GROUPS.map(({ title = "", destinations }) => (
            <div key={title} class="rail-group">
              {title && <span class="rail-title">{title}</span>}
              {destinations.map(({ href, label, icon }) => (
                <a
                  key={href}
                  href={href}
                  aria-current={href === place ? current(path, href) : "false"}
                >
                  <Icon name={icon} />
                  {label}
                </a>
              ))}
            </div>
          ))}
        </div>
      </div>
    </nav>
  );
}

/** The destination that a path is or lies below; the deepest, where one lies in another. */
function placeOf(path: string): string | undefined {
  const above = PATHS.filter((href) => path === href || path.startsWith(`${href}/`));
  return above.toSorted((one, other) => other.length - one.length)[0];
}

function current(path: string, href: string): "page" | "true" {
  return path === href ? "page" : "true";
}
