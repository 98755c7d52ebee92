import type { PageProps } from "fresh";

export default function Document({ Component }: Pick<PageProps, "Component">) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>One island</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
      </head>
      <body>
        <main>
          <Component />
        </main>
      </body>
    </html>
  );
}
