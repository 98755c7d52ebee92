import { asset } from "fresh/runtime";
import { Banners } from "@/components/Banners.tsx";
import { HeaderBar } from "@/components/HeaderBar.tsx";
import { Icon } from "@/components/Icon.tsx";
import { Navigation } from "@/components/Navigation.tsx";
import FilterKey from "@/islands/FilterKey.tsx";
import IdentityPill from "@/islands/IdentityPill.tsx";
import LocalTimes from "@/islands/LocalTimes.tsx";
import ThemeSwitch from "@/islands/ThemeSwitch.tsx";
import { define, reportOnlyFlags } from "@/lib/app/mod.ts";

/** The document around every page. */
export default define.page(function Document({ Component, state, url }) {
  const { services, session, sessionView, currentChange, csrfToken } = state;
  const { config, simulated, clock } = services;
  const development = config.environment === "development";
  const { com, gov } = sessionView.environments;
  const here = url.pathname === "/aws" ? {} : { next: url.pathname + url.search };
  state.isPage = true;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>PCM-Ops Tools</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="csrf-token" content={csrfToken} />
        <script src={asset("/theme.js")}></script>
        <link rel="stylesheet" href={asset("/styles.css")} />
        <link rel="icon" href={asset("/favicon.svg")} type="image/svg+xml" />
      </head>
      <body>
        <a class="skip-link visually-hidden-focusable" href="#main">Skip to the page</a>
        <Banners
          development={development}
          simulated={simulated}
          reportOnly={reportOnlyFlags(config.flags)}
        />
        <div class="frame">
          <Navigation path={url.pathname} note={awsNote({ simulated, development })} />
          <div class="content">
            <HeaderBar
              change={currentChange}
              way={session ? "out" : url.pathname === "/aws" ? null : "in"}
              csrfToken={csrfToken}
              identities={[com, gov].map((identity) =>
                identity && (
                  <IdentityPill
                    key={identity.environment}
                    name={identity.environment.toUpperCase()}
                    account={identity.account}
                    leftMs={Date.parse(identity.expiresAt) - clock.now()}
                    idleMs={config.flags.newAuth ? config.session.idleMs : null}
                    renewHref={`/aws?${new URLSearchParams({
                      environment: identity.environment,
                      ...here,
                    })}`}
                  />
                )
              )}
              themeSwitch={
                <ThemeSwitch>
                  <Icon name="sun" class="theme-icon theme-icon-light" />
                  <Icon name="moon" class="theme-icon theme-icon-dark" />
                  <Icon name="contrast" class="theme-icon theme-icon-system" />
                </ThemeSwitch>
              }
            />
            <main id="main" class="page" tabindex={-1}>
              <Component />
            </main>
          </div>
        </div>
        {/* Who is signed out sees neither times nor filters. */}
        {session && (
          <>
            <LocalTimes />
            <FilterKey />
          </>
        )}
      </body>
    </html>
  );
});

function awsNote(
  { simulated, development }: { readonly simulated: boolean; readonly development: boolean },
): string | null {
  if (simulated) return "simulated AWS";
  return development ? "live AWS" : null;
}
