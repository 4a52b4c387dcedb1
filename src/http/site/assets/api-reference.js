/** The site's colours and type, for both of Scalar's modes. */
const customCss = `
  .light-mode, .dark-mode {
    --scalar-font: var(--sans);
    --scalar-font-code: var(--mono);
    --scalar-background-1: var(--paper);
    --scalar-background-2: var(--sunken);
    --scalar-border-color: var(--line);
    --scalar-color-1: var(--ink);
    --scalar-color-2: var(--soft);
    --scalar-color-3: var(--soft);
    --scalar-color-accent: var(--accent);
    --scalar-sidebar-background-1: var(--paper);
  }
  /* Its own colours of methods and statuses have too little contrast. */
  .light-mode {
    --scalar-color-green: #04704b;
    --scalar-color-blue: #0a5dab;
    --scalar-color-orange: #9a4a00;
    --scalar-color-yellow: #775a00;
    --scalar-color-red: #b3261e;
    --scalar-color-purple: #6a3cc4;
  }
  .dark-mode {
    --scalar-color-red: #ff8a80;
  }
`

// The bundle's zod would try to make code from text, which the page's policy forbids; told so, it does not try.
globalThis.__zod_globalConfig = { jitless: true }

/** Starts the API reference on its page. Everything it loads comes from this origin. */
const mount = document.getElementById('reference')
const { bundle, document: url } = mount.dataset
const { createApiReference } = await import(bundle)

createApiReference(mount, {
  url,
  // Which of two identities would a request act for? A token typed here goes alone, without the session's cookie.
  customFetch: (input, init) => fetch(input, { ...init, credentials: 'omit' }),
  authentication: { preferredSecurityScheme: 'pat' },
  persistAuth: false,
  telemetry: false,
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  documentDownloadType: 'none',
  hideDarkModeToggle: true,
  customCss,
  orderSchemaPropertiesBy: 'preserve',
  modelsSectionLabel: 'Schemas',
  metaData: { title: 'API reference · Fabwire' },
})
