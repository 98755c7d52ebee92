import { asset } from "fresh/runtime";
import { Banners } from "@/components/Banners.tsx";
import { Icon } from "@/components/Icon.tsx";
import { Navigation } from "@/components/Navigation.tsx";
import ThemeSwitch from "@/islands/ThemeSwitch.tsx";
import { define, reportOnlyFlags } from "@/lib/app/mod.ts";

/** The document around every page. */
export default define.page(function Document({ Component, state, url }) {
  const { config } = state.services;
  state.isPage = true;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>PCM-Ops Tools</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <script src={asset("/theme.js")}></script>
        <link rel="stylesheet" href={asset("/styles.css")} />
        <link rel="icon" href={asset("/favicon.svg")} type="image/svg+xml" />
      </head>
      <body>
        <a class="skip-link" href="#main">Skip to the page</a>
        <Banners
          development={config.environment === "development"}
          reportOnly={reportOnlyFlags(config.flags)}
        />
        <div class="frame">
          <Navigation path={url.pathname} />
          <div class="content">
            <header class="top">
              <ThemeSwitch>
                <Icon name="sun" class="theme-icon theme-icon-light" />
                <Icon name="moon" class="theme-icon theme-icon-dark" />
                <Icon name="contrast" class="theme-icon theme-icon-system" />
              </ThemeSwitch>
            </header>
            <main id="main" class="page" tabindex={-1}>
              <Component />
            </main>
          </div>
        </div>
      </body>
    </html>
  );
});
