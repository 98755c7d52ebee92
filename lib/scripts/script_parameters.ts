import { z } from "zod";
import { CHANGE_NUMBER } from "@/lib/base/mod.ts";

const KERNEL = /^\d{1,9}\.[\w.+~-]{1,100}$/;
const ADDRESS = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)?$/;
const UNITS = /^(?:[A-Za-z0-9_][\w.@:-]{0,79}(?:[, ]{1,3}[A-Za-z0-9_][\w.@:-]{0,79}){0,19})?$/;
const WINDOWS_SERVICES =
  /^(?:[A-Za-z0-9_][\w.$-]{0,79}(?:[, ]{1,3}[A-Za-z0-9_][\w.$-]{0,79}){0,19})?$/;
const PACKAGE = /^[A-Za-z0-9*?][A-Za-z0-9*?._+:-]{0,99}$/;

/** The change a script works under. */
export const changeParameter = z.string()
  .regex(CHANGE_NUMBER, 'expected a change number such as "CHG0031001"')
  .meta({
    title: "Change number",
    description: "The patcher keeps its files under it.",
  });

/** The kernel that is staged. */
export const kernelParameter = z.string()
  .regex(KERNEL, 'expected a kernel version such as "4.18.0-553.45.1.el8_10"')
  .meta({
    title: "Kernel",
    description: "One of the kernels that the server's QC report offers.",
  });

/** How an answer is written. */
export const formatParameter = z.enum(["text", "json"]).default("text").meta({
  title: "Format",
  description: "Text for people, or JSON for programs.",
});

/** From which use on a disk is a fault. */
export const maxUsedPercentParameter = z.int("expected a whole number from 1 to 100").min(1).max(
  100,
).default(90)
  .meta({
    title: "Full from, in percent",
    description: "The script fails where a disk is used this much or more.",
  });

/** Which units of systemd are shown. */
export const unitsParameter = z.string()
  .regex(UNITS, 'expected at most 20 names of services such as "sshd, crond"')
  .default("")
  .meta({
    title: "Services",
    description: "Names separated by commas. Empty: those that patching watches.",
  });

/** Which services of Windows are shown. */
export const windowsServicesParameter = z.string()
  .regex(WINDOWS_SERVICES, 'expected at most 20 names of services such as "W32Time, BESClient"')
  .default("")
  .meta({
    title: "Services",
    description:
      "Names, not display names, separated by commas. Empty: those that patching watches.",
  });

/** Which packages are listed. */
export const packageParameter = z.string()
  .regex(PACKAGE, 'expected a name such as "kernel*", with * and ? for any characters')
  .default("*")
  .meta({
    title: "Package",
    description: "A name; * stands for any characters, ? for one.",
  });

/** The address by which the SFT agent is reached. */
export const accessAddressParameter = z.string()
  .regex(ADDRESS, 'expected an IPv4 address or a host name such as "10.20.1.7"')
  .default("")
  .meta({
    title: "Access address",
    description: "Where clients reach the server. Empty: its own private address.",
  });
