/** Serves the bytes of another server's answer from memory: the arguments are its URL and a port. */
const [url = "", port = ""] = Deno.args;
const answer = await fetch(url);
const html = await answer.text();
const headers = [...answer.headers].filter(([name]) => !["date", "content-length"].includes(name));
Deno.serve({ hostname: "127.0.0.1", port: Number(port) }, () => new Response(html, { headers }));
