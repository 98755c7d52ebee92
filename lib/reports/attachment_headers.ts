/**
 * Makes the headers of a file that is saved and never shown: `Content-Disposition` by RFC 6266, its
 * name in ASCII and, where that differs, in UTF-8 (RFC 8187).
 *
 * @param file The file's name, any text, and its media type with the charset.
 * @returns The headers of the response.
 */
export function attachmentHeaders(
  { fileName, mediaType }: { readonly fileName: string; readonly mediaType: string },
): Readonly<Record<string, string>> {
  const ascii = fileName.toWellFormed().replaceAll(/[^A-Za-z0-9._-]+/g, "_");
  const whole = ascii === fileName ? "" : `; filename*=UTF-8''${extValue(fileName.toWellFormed())}`;
  return {
    "content-type": mediaType,
    "content-disposition": `attachment; filename="${ascii}"${whole}`,
    "x-content-type-options": "nosniff",
  };
}

/** `encodeURIComponent` leaves four characters that RFC 8187 does not. */
function extValue(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
