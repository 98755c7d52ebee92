/** An operating system of the fleet, with what its package manager offers. */
export interface Distribution {
  /** As the QC report's reader names it. */
  readonly name: string;
  readonly platform: "linux" | "windows";
  /** As Systems Manager names it. */
  readonly platformName: string;
  readonly platformVersion: string;
  /** As `uname -r` tells it; empty for Windows. */
  readonly runningKernel: string;
  /** What the package manager offers, newest first. */
  readonly availableKernels: readonly string[];
  readonly kernelPackage: string;
  readonly repository: string;
}

const REDHAT = { platform: "linux", platformName: "Red Hat Enterprise Linux" } as const;
const AMAZON = {
  platform: "linux",
  platformName: "Amazon Linux",
  kernelPackage: "kernel.x86_64",
} as const;

/** The operating systems that the fleet's hosts take turns in. */
export const DISTRIBUTIONS = [
  {
    ...REDHAT,
    name: "RHEL8.10",
    platformVersion: "8.10",
    runningKernel: "4.18.0-553.40.1.el8_10.x86_64",
    availableKernels: [
      "4.18.0-553.50.1.el8_10",
      "4.18.0-553.45.1.el8_10",
      "4.18.0-553.9.1.el8_10",
    ],
    kernelPackage: "kernel.x86_64",
    repository: "rhel-8-baseos-rhui-rpms",
  },
  {
    ...REDHAT,
    name: "RHEL9",
    platformVersion: "9.4",
    runningKernel: "5.14.0-427.13.1.el9_4.x86_64",
    availableKernels: ["5.14.0-427.42.1.el9_4", "5.14.0-427.40.1.el9_4"],
    kernelPackage: "kernel.x86_64",
    repository: "rhel-9-baseos-rhui-rpms",
  },
  {
    ...AMAZON,
    name: "Amazon Linux 2023",
    platformVersion: "2023",
    runningKernel: "6.1.112-122.189.amzn2023.x86_64",
    availableKernels: ["6.1.115-126.197.amzn2023", "6.1.112-124.190.amzn2023"],
    repository: "amazonlinux",
  },
  {
    platform: "linux",
    platformName: "Ubuntu",
    name: "Ubuntu",
    platformVersion: "24.04",
    runningKernel: "6.8.0-1016-aws",
    availableKernels: ["6.8.0-1018-aws"],
    kernelPackage: "linux-image-aws",
    repository: "noble-updates",
  },
  {
    platform: "windows",
    platformName: "Microsoft Windows Server 2022 Datacenter",
    name: "Windows Server 2022",
    platformVersion: "10.0.20348",
    runningKernel: "",
    availableKernels: [],
    kernelPackage: "",
    repository: "",
  },
  {
    ...AMAZON,
    name: "Amazon Linux 2",
    platformVersion: "2",
    runningKernel: "5.10.226-214.880.amzn2.x86_64",
    availableKernels: ["5.10.228-219.884.amzn2", "5.10.227-219.883.amzn2"],
    repository: "amzn2extra-kernel-5.10",
  },
  {
    ...REDHAT,
    name: "RHEL7",
    platformVersion: "7.9",
    runningKernel: "3.10.0-1160.119.1.el7.x86_64",
    availableKernels: ["3.10.0-1160.125.1.el7"],
    kernelPackage: "kernel.x86_64",
    repository: "rhel-7-server-rhui-rpms",
  },
] as const satisfies readonly Distribution[];
