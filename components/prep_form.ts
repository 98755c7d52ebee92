/** The form that runs step 1; the table of connectivity belongs to it. */
export const STEP1_FORM = "step1-form";

/** The name of the field with the kernel of a group begins so; the group's name follows. */
export const KERNEL_FIELD = "kernel ";

/**
 * Where the form's buttons lead that run nothing: the page comes again, with what is chosen.
 *
 * @param path The page's own path.
 * @param from The first row of the table of connectivity to show, from 0.
 * @returns The address.
 */
export function showPath(path: string, from = 0): string {
  return `${path}?from=${from}#connectivity`;
}
