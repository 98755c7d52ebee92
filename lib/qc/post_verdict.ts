import { CRITICAL_SERVICES, type KernelVersion, type PostReport, type QcVerdict } from "./view.ts";

const ARCHITECTURE = /\.(?:x86_64|aarch64)$/;

/**
 * Judges a report after patching: a server passes when the kernel of its patch script runs and so
 * does every critical service that is installed. What the report does not say counts against it.
 *
 * @param report A parsed report, or `undefined` when the server printed none.
 * @returns Whether the server passes, and each reason why not.
 */
export function postVerdict(report: PostReport | undefined): QcVerdict {
  const reasons = report
    ? [...kernelReasons(report), ...serviceReasons(report)]
    : ["The server's output holds no post report"];
  return { passes: reasons.length === 0, reasons };
}

/**
 * Compares kernels, of which one may name its architecture.
 *
 * @param left A kernel.
 * @param right Another one.
 * @returns Whether they are the same version and release.
 */
export function isSameKernel(left: KernelVersion, right: KernelVersion): boolean {
  return left.replace(ARCHITECTURE, "") === right.replace(ARCHITECTURE, "");
}

function kernelReasons({ runningKernel, targetKernel }: PostReport): readonly string[] {
  if (targetKernel === undefined) return ["No target kernel: the patch script names none"];
  if (runningKernel === undefined) return ["Kernel: the report does not say which one is running"];
  return isSameKernel(runningKernel, targetKernel)
    ? []
    : [`Kernel ${runningKernel} is running, expected ${targetKernel}`];
}

function serviceReasons({ services }: PostReport): readonly string[] {
  return CRITICAL_SERVICES.flatMap((name) => {
    const state = services[name];
    if (state === undefined) return [`${name}: the report does not say whether it runs`];
    return state === "stopped" ? [`${name} is not running`] : [];
  });
}
