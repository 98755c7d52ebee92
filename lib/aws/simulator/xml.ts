/** Foreign text for an XML element: a reply must stay well-formed whatever a tag holds. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, "\ufffd");
}
