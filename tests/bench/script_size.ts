/** Bytes, gzipped one by one, of all JavaScript that a page ships. */
export async function scriptBytes(pageUrl: string): Promise<number> {
  const html = await (await fetch(pageUrl)).text();
  const inline = [...html.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, code = ""]) => code);
  const external = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, src = ""]) => src);
  const files = new Map<string, string>();
  for (const src of external) await load(new URL(src, pageUrl).href, files);
  for (const code of inline) await loadImports(code, pageUrl, files);
  const sizes = await Promise.all([...inline, ...files.values()].map(gzippedBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function load(url: string, files: Map<string, string>): Promise<void> {
  if (files.has(url)) return;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot load ${url}: status ${response.status}`);
  const code = await response.text();
  files.set(url, code);
  await loadImports(code, url, files);
}

async function loadImports(code: string, from: string, files: Map<string, string>): Promise<void> {
  for (const [, path = ""] of code.matchAll(/\bfrom\s*"([^"]+)"|\bimport\s*"([^"]+)"/g)) {
    await load(new URL(path, from).href, files);
  }
}

async function gzippedBytes(code: string): Promise<number> {
  const stream = new Blob([code]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).bytes()).byteLength;
}
